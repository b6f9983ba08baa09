package org.kaappliance.appliance.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.appliance.boot.BootCandidate.ProgramFile;
import org.kaappliance.appliance.boot.BootCandidate.Source;
import org.kaappliance.appliance.boot.FirmwarePrograms.Choice;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.Settings;
import org.kaappliance.config.Settings.BootProgramPlaces;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootRequest.Addresses;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.boot.ProgramTable;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.pxemenu.MenuFileName;
import org.kaappliance.tftp.TftpRequest;
import org.slf4j.Logger;

/** What each kind of firmware gets on hosts of each distribution, and what is said of the rest. */
class BootProgramsTest {
    private static final Map<HostFamily, String> OS_RELEASE = Map.of(
            HostFamily.DEBIAN, "ID=ubuntu\nID_LIKE=debian\n",
            HostFamily.FEDORA, "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
            HostFamily.SUSE, "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n");

    /** What GRUB's http module says of an answer that it does not understand. */
    private static final String HTTP = "unsupported HTTP response";

    @TempDir
    private Path dir;

    private Path host() {
        return dir.resolve("host");
    }

    private void put(String... places) throws IOException {
        for (String place : places) {
            Path file = host().resolve(place);
            Files.createDirectories(file.getParent());
            Files.writeString(file, place);
        }
    }

    /** A GRUB that says which version it is, and has {@code http} inside or not. */
    private static Path grub(Path file, String version, String inside) throws IOException {
        Files.createDirectories(file.getParent());
        String sbat =
                "MZ\u0000\u00ffsbat,1,SBAT Version\ngrub,5,Free Software Foundation,grub," + version + ",https://x\n";
        return Files.write(file, (sbat + inside).getBytes(StandardCharsets.ISO_8859_1));
    }

    private void family(HostFamily family) throws IOException {
        put("etc/os-release");
        Files.writeString(host().resolve("etc/os-release"), OS_RELEASE.get(family));
    }

    private Settings settings(String text) throws IOException, SettingsException {
        Path file = Files.writeString(dir.resolve("ka.conf"), text);
        return SettingsLoader.load(Optional.of(file), Map.of()).settings();
    }

    private FirmwarePrograms programs(String text) throws IOException, SettingsException {
        Settings settings = settings(text);
        DhcpServerSettings.check(settings);
        return FirmwarePrograms.of(
                settings,
                List.of(Ipv4Subnet.address("10.0.1.1")),
                new BootPrograms(
                        host(),
                        settings.kit().bootProgramDirectories(),
                        settings.tftp().root()));
    }

    private static Choice of(FirmwarePrograms programs, String firmware) {
        return programs.choices().stream()
                .filter(choice -> choice.firmware().equals(firmware))
                .findFirst()
                .orElseThrow();
    }

    /** Every way of every candidate, with its kind of firmware. */
    static Stream<Arguments> everyWay() {
        return Arrays.stream(Firmware.values())
                .flatMap(firmware -> BootProgramTable.candidates(firmware).stream()
                        .flatMap(candidate -> candidate.sources().stream()
                                .map(source -> Arguments.of(firmware, candidate.word(), source))));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void each_candidate_is_found_where_its_distribution_puts_it(Firmware firmware, String word, Source source)
            throws Exception {
        family(source.family());
        for (ProgramFile file : source.files()) {
            put(file.places().get(0));
            Files.writeString(host().resolve(file.places().get(0)), HTTP);
        }
        Choice forced = of(programs("dhcp.boot-programs." + firmware.key() + " = " + word), firmware.key());
        assertThat(forced.program()).contains(source.bootFile());
        assertThat(forced.found().files().values())
                .containsExactlyElementsOf(source.files().stream()
                        .map(file -> host().resolve(file.places().get(0)))
                        .toList());
        assertThat(of(programs(""), firmware.key()).program()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void without_one_of_its_files_a_candidate_is_not_taken_and_the_message_names_the_package(
            Firmware firmware, String word, Source source) throws Exception {
        family(source.family());
        for (ProgramFile file : source.files().subList(1, source.files().size())) {
            put(file.places().get(0));
        }
        Choice forced = of(programs("dhcp.boot-programs." + firmware.key() + " = " + word), firmware.key());
        ProgramFile program = source.files().get(0);
        assertThat(forced.program()).isEmpty();
        assertThat(forced.found().missing().orElseThrow())
                .contains(program.name())
                .endsWith(source.family().install(List.of(program.packaging())));
    }

    @Test
    void a_name_in_the_tree_is_never_two_files_of_one_host() {
        for (HostFamily family : HostFamily.values()) {
            Map<String, List<String>> places = new HashMap<>();
            BootProgramTable.all()
                    .flatMap(candidate -> candidate.source(family).stream())
                    .flatMap(source -> Stream.concat(source.files().stream(), source.extras().stream()))
                    .forEach(file -> assertThat(places.computeIfAbsent(file.name(), name -> file.places()))
                            .as(family + " " + file.name())
                            .isEqualTo(file.places()));
        }
    }

    @ParameterizedTest
    @EnumSource(Firmware.class)
    void auto_is_allowed_for_the_kinds_in_the_table_and_for_ipxe(Firmware firmware) {
        assertThat(firmware.mayBeAuto())
                .isEqualTo(firmware == Firmware.IPXE
                        || !BootProgramTable.candidates(firmware).isEmpty());
    }

    @Test
    void a_word_means_one_candidate_and_the_check_of_the_settings_knows_the_same_words() {
        for (Firmware firmware : Firmware.values()) {
            assertThat(BootProgramTable.candidates(firmware))
                    .extracting(BootCandidate::word)
                    .doesNotHaveDuplicates()
                    .containsExactlyElementsOf(firmware.words());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'ID=debian', DEBIAN",
        "'ID=ubuntu', DEBIAN",
        "'ID=linuxmint|ID_LIKE=\"ubuntu debian\"', DEBIAN",
        "'ID=fedora', FEDORA",
        "'NAME=x|ID_LIKE=\"fedora\"|ID=\"rhel\"', FEDORA",
        "'ID=almalinux|ID_LIKE=\"rhel centos fedora\"', FEDORA",
        "'ID=opensuse-tumbleweed|ID_LIKE=''opensuse suse''', SUSE",
        "'ID=\"sles\"', SUSE",
        "'ID=arch', DEBIAN",
        "'', DEBIAN"
    })
    void a_host_says_what_it_is_in_os_release(String text, HostFamily family) {
        assertThat(HostFamily.of(text.replace('|', '\n'))).isEqualTo(family);
    }

    @Test
    void uefi_gets_shim_before_grub_before_syslinux_before_ipxe() throws Exception {
        family(HostFamily.DEBIAN);
        assertThat(of(programs(""), "uefi-x64").program()).isEmpty();
        put("usr/lib/ipxe/ipxe.efi");
        assertThat(of(programs(""), "uefi-x64").program()).contains("ipxe.efi");
        put("usr/lib/ipxe/snponly.efi");
        assertThat(of(programs(""), "uefi-x64").program()).contains("snponly.efi");
        put("usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "usr/lib/syslinux/modules/efi64/ldlinux.e64");
        assertThat(of(programs(""), "uefi-x64").program()).contains("syslinux.efi");
        assertThat(of(programs(""), "uefi-x64-http").program()).contains("ipxe.efi");
        put("usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi");
        assertThat(of(programs(""), "uefi-x64").program()).contains("grubnetx64.efi");
        put("usr/lib/shim/shimx64.efi.signed");
        Choice half = of(programs(""), "uefi-x64");
        assertThat(half.program()).contains("grubnetx64.efi");
        assertThat(half.hints())
                .containsExactly("boot program grubx64.efi (for shimx64.efi) is not in the place of its"
                        + " package: apt install grub-efi-amd64-signed");
        put("usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed", "usr/lib/shim/mmx64.efi.signed");
        assertThat(of(programs(""), "uefi-x64").found().files())
                .containsKeys("shimx64.efi", "grubx64.efi", "mmx64.efi");
    }

    /** Seen with OVMF: Debian's GRUB, loaded over HTTP, stops at its prompt; iPXE goes on to stage 1. */
    @Test
    void over_http_ipxe_comes_before_grub_and_grub_without_http_inside_is_not_taken() throws Exception {
        family(HostFamily.DEBIAN);
        Path signed = host().resolve("usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed");
        put("usr/lib/shim/shimx64.efi.signed");
        grub(signed, "2.06", "http");
        Choice prompt = of(programs(""), "uefi-x64-http");
        assertThat(prompt.program()).isEmpty();
        assertThat(prompt.found().missing().orElseThrow()).endsWith("apt install ipxe");
        assertThat(prompt.hints()).anyMatch(hint -> hint.startsWith("shimx64.efi: its GRUB has no http inside"));
        assertThat(of(programs(""), "uefi-x64").program()).contains("shimx64.efi");
        Choice forced = of(programs("dhcp.boot-programs.uefi-x64-http = shim"), "uefi-x64-http");
        assertThat(forced.program()).contains("shimx64.efi");
        assertThat(forced.hints()).singleElement().asString().contains("no http inside");

        grub(signed, "2.06", HTTP);
        assertThat(of(programs(""), "uefi-x64-http").program()).contains("shimx64.efi");
        put("usr/lib/ipxe/snponly.efi");
        assertThat(of(programs(""), "uefi-x64-http").program()).contains("snponly.efi");
        put("usr/lib/ipxe/ipxe.efi");
        assertThat(of(programs(""), "uefi-x64-http").program()).contains("ipxe.efi");
        assertThat(of(programs(""), "uefi-x64").program()).contains("shimx64.efi");
    }

    @Test
    void debians_grubs_have_no_http_inside_and_its_module_does() {
        for (String image :
                List.of("x86_64-efi-signed/grubnetx64.efi.signed", "x86_64-efi/monolithic/grubnetx64.efi")) {
            assertThat(Path.of("/usr/lib/grub", image)).exists();
            assertThat(GrubImage.hasHttp(Path.of("/usr/lib/grub", image)))
                    .as(image)
                    .isFalse();
        }
        assertThat(GrubImage.hasHttp(Path.of("/usr/lib/grub/x86_64-efi/http.mod")))
                .isTrue();
    }

    /** Seen with GRUB 2.06 beside dnsmasq: it asks the server that gave the address, and nobody answers. */
    @ParameterizedTest
    @CsvSource({
        "DEBIAN, 2.06, syslinux.efi",
        "DEBIAN, 2.12, shimx64.efi",
        "DEBIAN, 3.0, shimx64.efi",
        "DEBIAN, none, syslinux.efi"
    })
    void a_grub_that_reads_no_proxy_offers_is_not_told_of_beside_another_server(
            HostFamily family, String version, String expected) throws Exception {
        family(family);
        put("usr/lib/shim/shimx64.efi.signed", "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed");
        grub(host().resolve("usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"), version, "");
        BootClient uefi = client("uefi-x64", BootClient.Loader.ANY);
        if (expected.equals("shimx64.efi")) {
            assertThat(table("").decide(uefi, Addresses.FROM_ANOTHER)).isEqualTo(BootDecision.boot("shimx64.efi"));
        } else {
            assertThat(table("").decide(uefi, Addresses.FROM_ANOTHER))
                    .isInstanceOfSatisfying(
                            BootDecision.NoProgram.class,
                            none -> assertThat(none.advice().orElseThrow())
                                    .endsWith("apt install syslinux-efi syslinux-common"));
            assertThat(of(programs(""), "uefi-x64").hints())
                    .singleElement()
                    .asString()
                    .contains("beside another DHCP server")
                    .endsWith("apt install syslinux-efi syslinux-common");
        }
        put("usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "usr/lib/syslinux/modules/efi64/ldlinux.e64");
        assertThat(table("").decide(uefi, Addresses.FROM_ANOTHER)).isEqualTo(BootDecision.boot(expected));
        assertThat(table("").decide(uefi, Addresses.FROM_US)).isEqualTo(BootDecision.boot("shimx64.efi"));
        assertThat(programs("").found().files()).containsKeys("shimx64.efi", "grubx64.efi", expected);
        assertThat(table("dhcp.boot-programs.uefi-x64 = shim").decide(uefi, Addresses.FROM_ANOTHER))
                .isEqualTo(BootDecision.boot("shimx64.efi"));
    }

    @Test
    void a_grub_below_tftp_root_is_asked_for_its_version_too() throws Exception {
        Path root = dir.resolve("root");
        put("usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "usr/lib/syslinux/modules/efi64/ldlinux.e64");
        BootClient uefi = client("uefi-x64", BootClient.Loader.ANY);
        String settings = "tftp.root = \"" + root + "\"";
        grub(root.resolve("grubnetx64.efi"), "2.06", "");
        assertThat(table(settings).decide(uefi, Addresses.FROM_ANOTHER)).isEqualTo(BootDecision.boot("syslinux.efi"));
        grub(root.resolve("grubnetx64.efi"), "2.12", "");
        assertThat(table(settings).decide(uefi, Addresses.FROM_ANOTHER)).isEqualTo(BootDecision.boot("grubnetx64.efi"));
    }

    @ParameterizedTest
    @CsvSource({"auto, 1", "proxy, 1", "off, 1", "server, 0"})
    void a_grub_that_cannot_boot_beside_another_server_is_a_warning_where_there_may_be_one(String mode, int warnings)
            throws Exception {
        family(HostFamily.DEBIAN);
        put("usr/lib/PXELINUX/pxelinux.0", "usr/lib/syslinux/modules/bios/ldlinux.c32");
        put("usr/lib/shim/shimx64.efi.signed");
        grub(host().resolve("usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"), "2.06", "");
        for (String word : List.of("auto", "shim")) {
            String text = "dhcp { mode = " + mode + ", boot-programs.uefi-x64 = " + word + " }";
            FirmwarePrograms programs = programs(text);
            DhcpSettings.Mode ours = settings(text).dhcp().mode();
            assertThat(warnings(log -> programs.log(log, ours)))
                    .hasSize(warnings)
                    .allMatch(
                            line -> line.startsWith("uefi-x64: shimx64.efi does not boot beside another DHCP server"));
        }
    }

    private static List<String> warnings(Consumer<Logger> logs) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        LoggerContext context = new LoggerContext();
        log.setContext(context);
        log.start();
        ch.qos.logback.classic.Logger logger = context.getLogger(BootProgramsTest.class);
        logger.addAppender(log);
        logs.accept(logger);
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void the_version_of_debians_grub_is_read_from_the_image() {
        assertThat(GrubVersion.of(Path.of("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed")))
                .hasValueSatisfying(version -> assertThat(version.major()).isEqualTo(2));
    }

    @Test
    void what_every_kind_lacks_is_named_with_its_package() throws Exception {
        family(HostFamily.SUSE);
        FirmwarePrograms nothing = programs("");
        assertThat(nothing.choices())
                .filteredOn(Choice::isAuto)
                .hasSize(7)
                .allMatch(choice -> choice.found().missing().orElseThrow().contains("zypper install "));
        assertThat(nothing.fatal().orElseThrow()).contains("pxelinux.0").endsWith("zypper install syslinux");
    }

    @Test
    void a_host_with_grub_only_starts_and_one_that_names_a_bios_program_it_lacks_does_not() throws Exception {
        put("usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi");
        assertThat(programs("").fatal()).isEmpty();
        assertThat(programs("dhcp.boot-programs.bios = none").fatal()).isEmpty();
        assertThat(programs("dhcp.boot-programs.bios = pxelinux").fatal().orElseThrow())
                .endsWith("apt install pxelinux syslinux-common");
        assertThat(programs("dhcp.boot-programs.bios = \"own.0\"").fatal().orElseThrow())
                .contains("own.0", "kit.boot-program-directories");
        assertThat(programs("dhcp.boot-programs.uefi-x64 = \"own.efi\"").fatal())
                .isEmpty();
    }

    @Test
    void names_of_before_still_mean_the_files_that_they_meant() throws Exception {
        put("usr/lib/PXELINUX/pxelinux.0", "usr/lib/syslinux/modules/bios/ldlinux.c32");
        put("usr/lib/syslinux/modules/bios/chain.c32", "usr/lib/syslinux/memdisk/memdisk");
        put("usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "usr/lib/syslinux/modules/efi64/ldlinux.e64");
        FirmwarePrograms programs = programs("""
                dhcp.boot-programs { bios = "/pxelinux.0", uefi-x64 = "syslinux.efi", arch-77 = "memdisk" }
                """);
        assertThat(programs.found().files().keySet())
                .contains("pxelinux.0", "ldlinux.c32", "chain.c32", "syslinux.efi", "ldlinux.e64", "memdisk");
        assertThat(of(programs, "bios").program()).contains("/pxelinux.0");
    }

    @Test
    void a_directory_of_the_settings_comes_first_with_the_packages_names_or_the_trees() throws Exception {
        put("usr/lib/shim/shimx64.efi.signed", "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed");
        Path own = Files.createDirectories(dir.resolve("own"));
        Files.writeString(own.resolve("shimx64.efi"), "unsigned");
        Path grub = Files.writeString(own.resolve("grubnetx64.efi.signed"), "x");
        Path signed = Files.writeString(own.resolve("shimx64.efi.signed"), "x");
        String text = "kit.boot-program-directories = [ \"" + own + "\", auto ]";
        assertThat(of(programs(text), "uefi-x64").found().files())
                .containsEntry("shimx64.efi", signed)
                .containsEntry("grubx64.efi", grub);
        Files.delete(signed);
        assertThat(of(programs(text), "uefi-x64").found().files())
                .containsEntry("shimx64.efi", own.resolve("shimx64.efi"));
    }

    @Test
    void a_file_in_a_directory_of_the_settings_is_not_taken_for_that_of_another_processor() throws Exception {
        Path own = Files.createDirectories(dir.resolve("own"));
        for (String name :
                List.of("ipxe.efi", "snponly.efi", "shim.efi", "grub.efi", "MokManager.efi", "syslinux.efi")) {
            Files.writeString(own.resolve(name), name);
        }
        Files.writeString(own.resolve("ldlinux.e32"), "x");
        String text = "kit.boot-program-directories = [ \"" + own + "\" ]";
        for (HostFamily family : HostFamily.values()) {
            family(family);
            for (String other : List.of("uefi-arm64", "uefi-arm64-http", "uefi-ia32", "uefi-ia32-http")) {
                assertThat(of(programs(text), other).program())
                        .as(family + " " + other)
                        .isEmpty();
            }
        }
        assertThat(of(programs(text), "uefi-x64").found().files())
                .containsEntry("shim.efi", own.resolve("shim.efi"))
                .containsEntry("grub.efi", own.resolve("grub.efi"));
        Path arm = Files.writeString(own.resolve("ipxe-arm64.efi"), "x");
        assertThat(of(programs(text), "uefi-arm64").found().files()).containsEntry("ipxe-arm64.efi", arm);
    }

    @Test
    void without_auto_among_the_directories_packages_do_not_count() throws Exception {
        put("usr/lib/PXELINUX/pxelinux.0", "usr/lib/syslinux/modules/bios/ldlinux.c32");
        assertThat(programs("kit.boot-program-directories = [ \"/nowhere\" ]")
                        .fatal()
                        .orElseThrow())
                .contains("/nowhere", "apt install pxelinux");
        assertThat(programs("kit.boot-program-directories = [ \"/nowhere\", auto ]")
                        .fatal())
                .isEmpty();
    }

    @Test
    void a_program_below_tftp_root_counts_and_is_served_from_there() throws Exception {
        Path root = Files.createDirectories(dir.resolve("root"));
        Files.writeString(root.resolve("pxelinux.0"), "x");
        Files.writeString(root.resolve("ldlinux.c32"), "x");
        Choice bios = of(programs("tftp.root = \"" + root + "\""), "bios");
        assertThat(bios.program()).contains("pxelinux.0");
        assertThat(bios.found().files()).isEmpty();
    }

    @Test
    void with_another_boot_server_nothing_is_missing_here_and_a_name_is_told_all_the_same() throws Exception {
        FirmwarePrograms other = programs("dhcp.boot-server = 10.0.1.9");
        assertThat(other.fatal()).isEmpty();
        assertThat(other.found().files()).isEmpty();
        assertThat(of(other, "bios").program()).contains("pxelinux.0");
        assertThat(of(other, "uefi-x64").program()).contains("shimx64.efi");
        assertThat(programs("dhcp.boot-server = 10.0.1.1").fatal()).isPresent();
    }

    @Test
    void grubs_modules_are_served_where_the_grub_of_the_distribution_looks() throws Exception {
        family(HostFamily.DEBIAN);
        put("usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi", "usr/lib/grub/x86_64-efi/http.mod", "secret");
        Files.createSymbolicLink(host().resolve("usr/lib/grub/x86_64-efi/secret.mod"), host().resolve("secret"));
        ModuleDirectoryRoute debian =
                new ModuleDirectoryRoute(programs("").found().modules());
        assertThat(resolves(debian, "/grub/x86_64-efi/http.mod")).isTrue();
        for (String name : List.of(
                "/x86_64-efi/http.mod",
                "grub/x86_64-efi/monolithic/grubnetx64.efi",
                "grub/x86_64-efi/secret.mod",
                "grub/x86_64-efi/../../secret",
                "grub/x86_64-efi/",
                "http.mod")) {
            assertThat(resolves(debian, name)).as(name).isFalse();
        }
        family(HostFamily.SUSE);
        put("usr/share/efi/x86_64/grub.efi", "usr/share/grub2/x86_64-efi/http.mod");
        assertThat(resolves(new ModuleDirectoryRoute(programs("").found().modules()), "x86_64-efi/http.mod"))
                .isTrue();
    }

    private static boolean resolves(ModuleDirectoryRoute route, String name) throws IOException {
        return route.resolve(new TftpRequest(name, new InetSocketAddress(0))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pxelinux.0",
                "lpxelinux.0",
                "syslinux.efi",
                "shimx64.efi",
                "grubnetx64.efi",
                "undionly.kpxe",
                "snponly.efi",
                "ipxe.efi"
            })
    void this_debian_has_what_install_deps_brings_or_says_which_package_does(String name) {
        BootPrograms here = new BootPrograms(
                Path.of("/"),
                new BootProgramPlaces(List.of(), BootProgramPlaces.Distribution.SEARCHED),
                Optional.empty());
        BootPrograms.Found found = here.find(name);
        if (name.matches("undionly.kpxe|snponly.efi|ipxe.efi")) {
            assertThat(found.missing().orElse("apt install ipxe")).endsWith("apt install ipxe");
        } else {
            assertThat(found.missing()).isEmpty();
            assertThat(found.files()).containsKey(name);
        }
    }

    @Test
    void ipxe_is_led_to_its_menu_where_the_program_is_ipxe_or_shim_and_gets_pxelinux_like_any_rom() throws Exception {
        put("usr/lib/ipxe/undionly.kpxe", "usr/lib/ipxe/snponly.efi");
        ProgramTable chained = table("");
        assertThat(chained.decide(ipxe("bios"), Addresses.FROM_US)).isEqualTo(BootDecision.own("boot.ipxe"));
        assertThat(chained.decide(ipxe("uefi-x64"), Addresses.FROM_US)).isEqualTo(BootDecision.own("boot.ipxe"));
        assertThat(table("dhcp.boot-programs.ipxe = \"http://10.0.1.9/a\"").decide(ipxe("bios"), Addresses.FROM_US))
                .isEqualTo(BootDecision.boot("http://10.0.1.9/a"));
        put("usr/lib/PXELINUX/pxelinux.0", "usr/lib/syslinux/modules/bios/ldlinux.c32");
        put("usr/lib/shim/shimx64.efi.signed", "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed");
        assertThat(table("").decide(ipxe("bios"), Addresses.FROM_US)).isEqualTo(BootDecision.boot("pxelinux.0"));
        assertThat(table("").decide(ipxe("uefi-x64"), Addresses.FROM_US)).isEqualTo(BootDecision.own("boot.ipxe"));
        assertThat(table("dhcp.boot-programs.bios = ipxe").decide(ipxe("bios"), Addresses.FROM_US))
                .isEqualTo(BootDecision.own("boot.ipxe"));
    }

    @Test
    void ipxe_that_was_loaded_over_http_is_led_to_its_menu() throws Exception {
        put("usr/lib/ipxe/snponly.efi");
        put("usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "usr/lib/syslinux/modules/efi64/ldlinux.e64");
        assertThat(of(programs(""), "uefi-x64-http").program()).contains("snponly.efi");
        assertThat(table("").decide(ipxe("uefi-x64"), Addresses.FROM_US)).isEqualTo(BootDecision.own("boot.ipxe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "syslinux.efi"})
    void what_the_settings_say_of_a_kind_holds_for_ipxe_whatever_the_kind_over_http_gets(String setting)
            throws Exception {
        put("usr/lib/ipxe/ipxe.efi");
        put("usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "usr/lib/syslinux/modules/efi64/ldlinux.e64");
        String text = "dhcp.boot-programs.uefi-x64 = " + setting;
        assertThat(of(programs(text), "uefi-x64-http").program()).contains("ipxe.efi");
        BootDecision decision = table(text).decide(ipxe("uefi-x64"), Addresses.FROM_US);
        assertThat(decision).isEqualTo(ProgramTable.fitting(ipxe("uefi-x64"), setting));
    }

    /** Seen with OVMF: syslinux.efi, loaded by iPXE, does not find {@code ldlinux.e64}. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "syslinux"})
    void ipxe_on_uefi_is_led_to_its_menu_where_the_program_is_syslinux(String setting) throws Exception {
        put("usr/lib/SYSLINUX.EFI/efi64/syslinux.efi", "usr/lib/syslinux/modules/efi64/ldlinux.e64");
        ProgramTable table = table("dhcp.boot-programs.uefi-x64 = " + setting);
        assertThat(table.decide(client("uefi-x64", BootClient.Loader.ANY), Addresses.FROM_US))
                .isEqualTo(BootDecision.boot("syslinux.efi"));
        assertThat(table.decide(ipxe("uefi-x64"), Addresses.FROM_US)).isEqualTo(BootDecision.own("boot.ipxe"));
    }

    @Test
    void the_modules_of_a_grub_that_a_machine_is_given_are_served_with_it() throws Exception {
        family(HostFamily.DEBIAN);
        put("usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi", "usr/lib/grub/x86_64-efi/http.mod");
        String text = """
                dhcp.boot-programs { uefi-x64 = none, uefi-x64-http = none }
                machines = [ { mac = "52:54:00:00:00:01", name = m, boot-file = "grubnetx64.efi" }
                             { mac = "52:54:00:00:00:02", name = n, boot-file = "nowhere.efi" } ]
                """;
        Settings settings = settings(text);
        FirmwarePrograms programs = programs(text);
        BootPrograms host = new BootPrograms(host(), settings.kit().bootProgramDirectories(), Optional.empty());
        AtomicReference<BootPrograms.Found> all = new AtomicReference<>();
        List<String> warned = warnings(
                log -> all.set(ServedBootFiles.of(programs, NamedBootFile.of(settings, List.of()), host, log)));
        BootPrograms.Found served = all.get();
        assertThat(served.files()).containsOnlyKeys("grubnetx64.efi");
        assertThat(resolves(new ModuleDirectoryRoute(served.modules()), "grub/x86_64-efi/http.mod"))
                .isTrue();
        assertThat(warned).singleElement().asString().startsWith("machine n: machines cannot boot: ");
    }

    @Test
    void our_script_for_ipxe_is_one_of_the_menus() {
        assertThat(MenuFileName.parse(ProgramTable.IPXE_SCRIPT))
                .contains(new MenuFileName.Asked(MenuFileName.Dialect.IPXE, new MenuFileName.Default()));
    }

    @Test
    void a_machine_whose_program_is_missing_is_told_of_with_the_package() throws Exception {
        BootDecision none = table("").decide(client("uefi-x64", BootClient.Loader.ANY), Addresses.FROM_US);
        assertThat(none).isInstanceOf(BootDecision.NoProgram.class);
        assertThat(((BootDecision.NoProgram) none).advice().orElseThrow())
                .contains("apt install shim-signed grub-efi-amd64-signed");
    }

    private ProgramTable table(String text) throws IOException, SettingsException {
        return programs(text).table(settings(text));
    }

    private static BootClient ipxe(String key) {
        return client(key, BootClient.Loader.IPXE);
    }

    private static BootClient client(String key, BootClient.Loader loader) {
        return new BootClient(
                BootClient.Protocol.PXE,
                loader,
                Arrays.stream(Firmware.values())
                        .filter(one -> one.key().equals(key))
                        .map(one -> new Architecture(one.architectures().get(0)))
                        .toList(),
                List.of(key));
    }
}
