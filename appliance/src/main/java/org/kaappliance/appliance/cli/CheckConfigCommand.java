package org.kaappliance.appliance.cli;

import java.util.concurrent.Callable;
import org.kaappliance.config.EffectiveSetting;
import org.kaappliance.config.LoadedSettings;
import org.kaappliance.config.LocalInterfaces;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check-config}: the settings in force, each with where it comes from. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Prints the settings in force, and where each comes from; exit code 78 when they cannot be used.")
public final class CheckConfigCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws SettingsException {
        LoadedSettings loaded = config.loadWithOrigins();
        for (EffectiveSetting setting : loaded.effective()) {
            System.out.printf("%s = %s  # %s%n", setting.key(), setting.value(), setting.origin());
        }
        Settings settings = loaded.settings();
        DhcpServerSettings.check(settings);
        if (settings.interfaceName().isPresent()) {
            NetworkPlan plan = NetworkPlan.of(
                    settings,
                    LocalInterfaces.of(settings, settings.interfaceName().get()));
            System.out.printf("# serves %s, subnet %s, pool %s%n", plan.iface(), plan.subnet(), plan.poolText());
        }
        return 0;
    }
}
