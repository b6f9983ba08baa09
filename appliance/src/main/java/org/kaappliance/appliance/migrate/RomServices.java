package org.kaappliance.appliance.migrate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpSettings.PxeService;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.boot.BootSettingsCheck;

/** The items of the ROM's menu, each one that the appliance takes beside those before it. */
final class RomServices {
    private final List<Integer> lines = new ArrayList<>();
    private final List<PxeService> services = new ArrayList<>();
    /** The appliance's own, as long as the file has none. */
    private String prompt = "Press F8 to view menu ...";

    /** Before any service, because it has its share of the menu's room. */
    void prompt(String text) {
        prompt = text;
    }

    /** @throws NotCarried when the item is too long, or one too many */
    void add(int line, PxeService service) {
        List<PxeService> all = new ArrayList<>(services);
        all.add(service);
        List<SettingsProblem> problems = BootSettingsCheck.of(with(all));
        if (!problems.isEmpty()) {
            throw new NotCarried(line, problems.get(0).message());
        }
        lines.add(line);
        services.add(service);
    }

    /** Settings that say nothing but this menu. */
    private DhcpSettings with(List<PxeService> items) {
        return new DhcpSettings(
                DhcpSettings.Mode.AUTO,
                List.of(),
                Optional.empty(),
                DhcpTerms.NOTHING,
                Duration.ZERO,
                true,
                DhcpSettings.UnknownMachines.BOOT,
                true,
                Map.of(),
                List.of(),
                List.of(),
                new DhcpSettings.PxeMenu(prompt, Duration.ZERO, items, Optional.empty()),
                new DhcpSettings.Guard(Duration.ZERO, Duration.ZERO, 0));
    }

    void write(HoconWriter out) {
        out.list("services", lines, line -> out.element(text(services.get(lines.indexOf(line))), line));
    }

    private static String text(PxeService service) {
        String layers = service.lastLayer() < 0 ? "" : ", last-layer = " + service.lastLayer();
        return "{ firmware = " + service.firmware() + ", item = " + Hocon.quoted(service.item()) + ", boot-file = "
                + Hocon.quoted(service.bootFile().orElse("local")) + layers + " }";
    }
}
