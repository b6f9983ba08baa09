package org.kaappliance.config;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads section {@code menu}. */
final class MenuReader {
    private static final Set<String> PXELINUX = Set.of("0", "-1", "chain");
    private static final Set<String> IPXE = Set.of("sanboot", "exit", "exit-1");
    private static final Set<String> UEFI = Set.of("chainload", "exit", "exit-1");
    private static final Set<String> FIRMWARE = Set.of("any", "bios", "uefi");
    private static final int FUNCTION_KEYS = 12;

    /** What the appliance's own menus use. */
    private static final Set<String> TAKEN = Set.of("local", "kamethod");

    private final SettingsReader reader;
    private final Collection<SettingsProblem> problems;

    MenuReader(SettingsReader reader, Collection<SettingsProblem> problems) {
        this.reader = reader;
        this.problems = problems;
    }

    Settings.Menu read() {
        return new Settings.Menu(
                reader.flag("menu.prompt"),
                reader.duration("menu.label-timeout", Duration.ZERO, Duration.ofHours(1)),
                reader.read("menu.message", "", ValueRules::oneLine),
                reader.unless("none", "menu.display", MenuReader::path).orElse(""),
                help(),
                always("menu."),
                vendors(),
                entries(),
                new Settings.MenuTemplates(
                        reader.unless("none", "menu.templates.pxelinux", SettingsReader::absolute),
                        reader.unless("none", "menu.templates.grub", SettingsReader::absolute),
                        reader.unless("none", "menu.templates.ipxe", SettingsReader::absolute)),
                reader.read("menu.serial", "", SettingsMapping::serial),
                reader.read("menu.kernel-arguments", "", ValueRules::oneLine),
                reader.number("menu.max-boots", 1, 100),
                reader.number("menu.max-failures", 1, 100));
    }

    private List<String> help() {
        List<String> files = reader.list("menu.help", MenuReader::path);
        if (files.size() > FUNCTION_KEYS) {
            reader.problem(
                    "menu.help", "there are " + FUNCTION_KEYS + " function keys, found " + files.size() + " files");
            return List.of();
        }
        return files;
    }

    private Settings.MenuLocalBoot always(String prefix) {
        return new Settings.MenuLocalBoot(
                Optional.of(word(reader, prefix + "local-boot", PXELINUX)),
                Optional.of(word(reader, prefix + "local-boot-ipxe", IPXE)),
                Optional.of(word(reader, prefix + "local-boot-uefi", UEFI)));
    }

    /** What an element of a list says of it. */
    static Settings.MenuLocalBoot localBoot(SettingsReader inner) {
        return new Settings.MenuLocalBoot(
                whereSet(inner, "local-boot", PXELINUX),
                whereSet(inner, "local-boot-ipxe", IPXE),
                whereSet(inner, "local-boot-uefi", UEFI));
    }

    private static Optional<String> whereSet(SettingsReader inner, String key, Set<String> words) {
        return inner.has(key) ? Optional.of(word(inner, key, words)) : Optional.empty();
    }

    private List<Settings.MenuVendor> vendors() {
        List<Settings.MenuVendor> vendors = new ArrayList<>();
        for (Config one : reader.objects("menu.vendors")) {
            String prefix = "menu.vendors[" + vendors.size() + "].";
            SettingsReader inner = new SettingsReader(one, prefix, problems);
            vendors.add(new Settings.MenuVendor(inner.list("macs", ValueRules::macPrefix), localBoot(inner)));
            UnknownKeys.find(one, inner.known(), prefix, problems);
        }
        return List.copyOf(vendors);
    }

    private List<Settings.MenuEntry> entries() {
        List<Settings.MenuEntry> entries = new ArrayList<>();
        Set<String> labels = new HashSet<>(TAKEN);
        for (Config one : reader.objects("menu.entries")) {
            String prefix = "menu.entries[" + entries.size() + "].";
            SettingsReader inner = new SettingsReader(one, prefix, problems);
            Settings.MenuEntry entry = entry(inner);
            if (!labels.add(entry.label())) {
                inner.problem("label", entry.label() + " is a label already");
            }
            if (entry.kernel().isPresent() == entry.program().isPresent()) {
                inner.problem("kernel", "an entry has either a kernel or a program");
            }
            if (entry.program().isPresent()
                    && (entry.initrd().isPresent() || !entry.arguments().isEmpty())) {
                inner.problem("program", "initrd and arguments belong to a kernel");
            }
            UnknownKeys.find(one, inner.known(), prefix, problems);
            entries.add(entry);
        }
        return List.copyOf(entries);
    }

    private static Settings.MenuEntry entry(SettingsReader inner) {
        String label = inner.read("label", "", MenuReader::label);
        return new Settings.MenuEntry(
                label,
                inner.has("title") ? inner.read("title", "", ValueRules::oneLine) : label,
                inner.has("firmware") ? word(inner, "firmware", FIRMWARE) : "any",
                optionalPath(inner, "kernel"),
                optionalPath(inner, "initrd"),
                inner.has("arguments") ? inner.read("arguments", "", ValueRules::oneLine) : "",
                optionalPath(inner, "program"));
    }

    private static Optional<String> optionalPath(SettingsReader inner, String key) {
        return inner.has(key) ? Optional.of(inner.read(key, "", MenuReader::path)) : Optional.empty();
    }

    private static String word(SettingsReader reader, String key, Set<String> words) {
        return reader.read(key, words.iterator().next(), text -> {
            if (!words.contains(text)) {
                throw new IllegalArgumentException(
                        "is one of " + String.join(", ", words.stream().sorted().toList()) + ", found \"" + text + '"');
            }
            return text;
        });
    }

    private static String label(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("expected 1 to 64 letters, digits, . _ -, found \"" + text + '"');
        }
        return text;
    }

    private static String path(String text) {
        if (!text.matches("[!-~]{1,255}")) {
            throw new IllegalArgumentException("expected a path without blanks, found \"" + text + '"');
        }
        return text;
    }
}
