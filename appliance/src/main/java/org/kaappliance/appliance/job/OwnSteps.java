package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.Hook;
import org.kaappliance.clientkit.golden.Hooks;
import org.kaappliance.clientkit.golden.InitramfsPolicy;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.config.Settings;

/**
 * What the administrator has set for the end of every cloning. The hooks are read anew for each plan.
 *
 * @param hooks their directory
 * @param limit for each
 * @param initramfs {@code auto}, {@code always}, {@code never}
 */
public record OwnSteps(Optional<Path> hooks, Duration limit, String initramfs) {
    static final OwnSteps NONE = new OwnSteps(Optional.empty(), Duration.ofMinutes(5), "auto");

    public static OwnSteps of(Settings.CloneEnd settings) {
        return new OwnSteps(settings.hooksDirectory(), settings.hookTimeout(), settings.initramfs());
    }

    /** @throws PlanException when a hook cannot be one */
    ClonePlan addTo(ClonePlan plan) throws PlanException, IOException {
        if (!plan.carriesFiles()) {
            return plan; // there is no new system that they could be run in
        }
        return plan.with(plan.finish().with(InitramfsPolicy.parse(initramfs), read()));
    }

    private List<Hook> read() throws PlanException, IOException {
        try {
            return hooks.isPresent() ? Hooks.read(hooks.get(), limit) : List.of();
        } catch (IOException e) {
            throw new IOException("cannot read the hooks: " + e.getMessage(), e);
        }
    }
}
