package org.kaappliance.dhcp.boot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.NearestKey;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.wire.PxeVendorOptions;

/** Finds what is wrong with the settings about booting, as far as only firmware knows. */
public final class BootSettingsCheck {
    private static final String PROGRAMS = "dhcp.boot-programs";
    private static final String SERVICES = "dhcp.pxe-menu.services";
    private static final int LONGEST_ITEM = 80;
    /** What fits the header of a message beside its NUL. */
    private static final int LONGEST_FILE = 127;

    private final DhcpSettings settings;
    private final List<SettingsProblem> problems = new ArrayList<>();

    private BootSettingsCheck(DhcpSettings settings) {
        this.settings = settings;
    }

    /** All problems; none when the settings are right. */
    public static List<SettingsProblem> of(DhcpSettings settings) {
        BootSettingsCheck check = new BootSettingsCheck(settings);
        check.programs();
        settings.classes()
                .forEach(one -> one.firmware()
                        .forEach(name ->
                                check.firmware(name, one.origin(), "dhcp.classes." + one.name() + ".firmware")));
        settings.pxeMenu().services().forEach(check::service);
        check.menuLength();
        return List.copyOf(check.problems);
    }

    private void programs() {
        settings.bootPrograms().forEach((key, program) -> {
            firmware(key, "", PROGRAMS + "." + key);
            if (program.equals(ProgramTable.AUTO) && !mayBeAuto(key)) {
                add("", PROGRAMS + "." + key, "no program for " + key + " is known here; name one, or none");
            }
            named(key).ifPresent(kind -> word(key, kind, program));
            if (key.equals(Firmware.IPXE.key()) && IpxeBinary.is(program)) {
                add("", PROGRAMS + "." + key, program + " is iPXE itself, which would load itself for ever");
            }
            if (isUrl(program) && loadsByTftpOnly(key)) {
                add(
                        "",
                        PROGRAMS + "." + key,
                        key + " loads files by TFTP only, not " + program + "; ipxe can have a URL");
            }
        });
    }

    /** A word of another kind is hardly the name of a file; a slash in front makes it one. */
    private void word(String key, Firmware kind, String program) {
        boolean known = kind.key().equals(key) && kind.words().contains(program);
        if (!kind.words().isEmpty() && !known && Firmware.isWord(program)) {
            String words = String.join(", ", kind.words());
            String instead = kind.key().equals(key)
                    ? key + " has " + words
                    : key + " takes file names only, " + kind.key() + " has " + words;
            add(
                    "",
                    PROGRAMS + "." + key,
                    program + " is no program for it: " + instead + "; a file is \"/" + program + '"');
        }
    }

    private void firmware(String name, String origin, String key) {
        if (!Firmware.isKey(name)) {
            add(
                    origin,
                    key,
                    "no firmware is called " + name
                            + NearestKey.of(name, Firmware.keys())
                                    .map(near -> ", did you mean " + near + "?")
                                    .orElse(""));
        }
    }

    private void service(DhcpSettings.PxeService service) {
        firmware(service.firmware(), service.origin(), SERVICES);
        if (service.item().length() > LONGEST_ITEM) {
            add(service.origin(), SERVICES, "the item is longer than " + LONGEST_ITEM + " characters");
        }
        if (service.bootFile().filter(BootSettingsCheck::isUrl).isPresent()) {
            add(service.origin(), SERVICES, "boot-file is loaded by TFTP: a file name, not a URL");
        }
        if (isHttp(service.firmware()) || service.firmware().equals(Firmware.ETHERBOOT.key())) {
            add(service.origin(), SERVICES, service.firmware() + " has no menu, only PXE ROMs have one");
        }
        if (service.lastLayer() >= 0) {
            layers(service);
        }
    }

    private void layers(DhcpSettings.PxeService service) {
        if (service.bootFile().isEmpty()) {
            add(service.origin(), SERVICES, "last-layer needs a boot-file, and local is none");
        }
        int suffix = ("." + service.lastLayer()).length();
        if (service.bootFile()
                .filter(file -> file.length() + suffix > LONGEST_FILE)
                .isPresent()) {
            add(service.origin(), SERVICES, "boot-file and its layer are longer than " + LONGEST_FILE + " characters");
        }
    }

    private static boolean mayBeAuto(String key) {
        return Arrays.stream(Firmware.values()).anyMatch(one -> one.key().equals(key) && one.mayBeAuto());
    }

    private static boolean isUrl(String program) {
        return program.contains("://");
    }

    private static boolean isHttp(String key) {
        return named(key).map(Firmware::key).orElse(key).endsWith("-http");
    }

    /** Of an architecture that nobody knows this is not known either. */
    private static boolean loadsByTftpOnly(String key) {
        return named(key).isPresent() && !isHttp(key) && !key.equals(Firmware.IPXE.key());
    }

    /** Also what is called by its number. */
    private static Optional<Firmware> named(String key) {
        return Arrays.stream(Firmware.values())
                .filter(one ->
                        one.key().equals(key) || one.architectures().stream().anyMatch(id -> key.equals("arch-" + id)))
                .findFirst();
    }

    private void menuLength() {
        RomMenu menu = new RomMenu(settings.pxeMenu());
        settings.pxeMenu().services().stream()
                .map(DhcpSettings.PxeService::firmware)
                .distinct()
                .filter(firmware -> menu.length(firmware) > PxeVendorOptions.LARGEST)
                .forEach(firmware -> add(
                        "",
                        SERVICES,
                        "the menu for " + firmware + " takes " + menu.length(firmware) + " octets of the "
                                + PxeVendorOptions.LARGEST + " that option 43 has; shorten it"));
    }

    private void add(String origin, String key, String message) {
        problems.add(new SettingsProblem(origin, key, message));
    }
}
