package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.clientkit.report.ReportServer;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.Settings;
import org.kaappliance.pxemenu.BootEntry;
import org.kaappliance.pxemenu.LocalBoot;
import org.kaappliance.pxemenu.MenuFileName.Dialect;
import org.kaappliance.pxemenu.MenuSettings;
import org.kaappliance.pxemenu.MenuText;
import org.kaappliance.pxemenu.Platform;
import org.kaappliance.pxemenu.Prompt;
import org.kaappliance.pxemenu.Screens;
import org.kaappliance.relay.RelayPorts;

/** Turns the settings into what the menus are made of. */
public final class Menus {
    private Menus() {}

    /** @param server where nodes report to */
    public static MenuSettings settings(Settings settings, Inet4Address server) {
        Settings.Menu menu = settings.menu();
        return new MenuSettings(
                menu.labelTimeout(),
                menu.prompt() ? Prompt.ASK : Prompt.SKIP,
                Optional.of(menu.message()).filter(text -> !text.isEmpty()),
                new Screens(Optional.of(menu.display()).filter(text -> !text.isEmpty()), menu.help()),
                machine -> localBoot(settings, machine),
                Optional.of(menu.serial()).filter(text -> !text.isEmpty()),
                menu.kernelArguments() + ports(settings) + stage1(settings.stage1()),
                machine -> vlan(settings, machine),
                "kit/vmlinuz",
                "kit/stage1.img",
                server,
                menu.entries().stream().map(Menus::entry).toList());
    }

    /** What a machine fetches that boots an entry of one's own; names in the tree, without a slash in front. */
    public static Set<String> filesOfOwnEntries(Settings.Menu menu) {
        return menu.entries().stream()
                .flatMap(entry -> entry.kernel().or(entry::program).stream())
                .map(file -> file.replaceFirst("^/+", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @throws IOException one line with the file, when a template cannot be read or has no place for the entries */
    public static MenuText text(Settings.MenuTemplates templates) throws IOException {
        Map<Dialect, String> texts = new EnumMap<>(Dialect.class);
        read(templates.pxelinux(), Dialect.PXELINUX, texts);
        read(templates.grub(), Dialect.GRUB, texts);
        read(templates.ipxe(), Dialect.IPXE, texts);
        return new MenuText(texts);
    }

    private static void read(Optional<Path> file, Dialect dialect, Map<Dialect, String> texts) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        String key = "menu.templates." + dialect.name().toLowerCase(Locale.ROOT);
        String text;
        try {
            text = Files.readString(file.get());
        } catch (IOException e) {
            throw new IOException(key + ": " + file.get() + " cannot be read: " + e.getMessage(), e);
        }
        if (!text.contains("@ENTRIES@")) {
            throw new IOException(key + ": " + file.get() + " has no @ENTRIES@, so no machine could be cloned");
        }
        texts.put(dialect, text);
    }

    /** What a node must be told because it is not where a node looks by itself. */
    private static String ports(Settings settings) {
        String report = settings.report().port() == ReportServer.PORT
                ? ""
                : " ka.report=" + settings.report().port();
        int discovery = settings.relay().discoveryPort();
        return report + (discovery == RelayPorts.STANDARD.discovery() ? "" : " ka.relay=" + discovery);
    }

    private static String stage1(Settings.Stage1 stage1) {
        return (stage1.exec() ? "" : " ka.exec=off") + (stage1.shell() ? " ka.shell=on" : "");
    }

    /** The machine's own, else everybody's. */
    private static String vlan(Settings settings, MacAddress machine) {
        OptionalInt own = settings.machines().stream()
                .filter(m -> m.macs().contains(machine))
                .map(Settings.Machine::vlan)
                .findFirst()
                .orElse(OptionalInt.empty());
        OptionalInt vlan = own.isPresent() ? own : settings.stage1().vlan();
        return vlan.isPresent() && vlan.getAsInt() != 0 ? " ka.vlan=" + vlan.getAsInt() : "";
    }

    private static BootEntry entry(Settings.MenuEntry entry) {
        Optional<Platform> platform = switch (entry.firmware()) {
            case "bios" -> Optional.of(Platform.BIOS);
            case "uefi" -> Optional.of(Platform.UEFI);
            default -> Optional.empty();
        };
        return entry.kernel().isPresent()
                ? new BootEntry.Linux(
                        entry.label(),
                        entry.title(),
                        platform,
                        entry.kernel().get(),
                        entry.initrd(),
                        entry.arguments(),
                        BootEntry.Card.NOT_TOLD)
                : new BootEntry.Program(
                        entry.label(), entry.title(), platform, entry.program().orElseThrow());
    }

    /** The machine's own way, else its vendor's, else everybody's; each of the three parts for itself. */
    private static LocalBoot localBoot(Settings settings, Optional<MacAddress> machine) {
        List<Settings.MenuLocalBoot> levels = Stream.of(
                        machine.flatMap(mac -> ofMachine(settings, mac)),
                        machine.flatMap(mac -> ofVendor(settings, mac)),
                        Optional.of(settings.menu().localBoot()))
                .flatMap(Optional::stream)
                .toList();
        return new LocalBoot(
                pxelinux(levels.stream()
                        .flatMap(l -> l.pxelinux().stream())
                        .findFirst()
                        .orElseThrow()),
                ipxe(levels.stream().flatMap(l -> l.ipxe().stream()).findFirst().orElseThrow()),
                uefi(levels.stream().flatMap(l -> l.uefi().stream()).findFirst().orElseThrow()));
    }

    private static Optional<Settings.MenuLocalBoot> ofMachine(Settings settings, MacAddress mac) {
        return settings.machines().stream()
                .filter(machine -> machine.macs().contains(mac))
                .findFirst()
                .map(Settings.Machine::localBoot);
    }

    private static Optional<Settings.MenuLocalBoot> ofVendor(Settings settings, MacAddress mac) {
        String text = mac.toString();
        return settings.menu().vendors().stream()
                .filter(vendor -> vendor.macPrefixes().stream().anyMatch(text::startsWith))
                .findFirst()
                .map(Settings.MenuVendor::localBoot);
    }

    private static LocalBoot.Pxelinux pxelinux(String word) {
        return switch (word) {
            case "-1" -> LocalBoot.Pxelinux.NEXT_DEVICE;
            case "chain" -> LocalBoot.Pxelinux.CHAIN;
            default -> LocalBoot.Pxelinux.RETURN_TO_ROM;
        };
    }

    private static LocalBoot.IpxeBios ipxe(String word) {
        return switch (word) {
            case "exit" -> LocalBoot.IpxeBios.EXIT;
            case "exit-1" -> LocalBoot.IpxeBios.EXIT_1;
            default -> LocalBoot.IpxeBios.SANBOOT;
        };
    }

    private static LocalBoot.Uefi uefi(String word) {
        return switch (word) {
            case "exit" -> LocalBoot.Uefi.EXIT;
            case "exit-1" -> LocalBoot.Uefi.EXIT_1;
            default -> LocalBoot.Uefi.CHAINLOAD;
        };
    }
}
