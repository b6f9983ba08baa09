package org.kaappliance.pxemenu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.MenuFileName.Dialect;

class MenuTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final Inet4Address SERVER = Ipv4Subnet.address("10.0.0.1");
    private static final FileBase TFTP = new FileBase(SERVER, OptionalInt.empty());
    private static final MenuText PLAIN = new MenuText(Map.of());
    private static final LocalBoot NEXT_DEVICE =
            new LocalBoot(LocalBoot.Pxelinux.NEXT_DEVICE, LocalBoot.IpxeBios.EXIT, LocalBoot.Uefi.EXIT);
    private static final BootEntry LOCAL =
            new BootEntry.Local("local", "Local", LocalBoot.USUAL, BootEntry.Origin.CLONED);

    private static final MenuSettings SEED = new MenuSettings(
            Duration.ofSeconds(5),
            Prompt.ASK,
            Optional.of("Welcome"),
            Screens.NONE,
            machine -> LocalBoot.USUAL,
            Optional.of("0 115200"),
            "console=tty0 console=ttyS0,115200",
            machine -> "",
            "kit/vmlinuz",
            "kit/stage1.img",
            SERVER,
            List.of());

    @Test
    void an_armed_node_gets_the_seeds_labels_with_kamethod_as_default() {
        assertThat(render(NodeState.ARMED)).isEqualTo("""
                        SERIAL 0 115200
                        PROMPT 1
                        DEFAULT kamethod
                        SAY Welcome
                        TIMEOUT 50

                        label local
                            LOCALBOOT 0

                        label kamethod
                            KERNEL kit/vmlinuz
                            INITRD kit/stage1.img
                            APPEND console=tty0 console=ttyS0,115200 kamethod ka.server=10.0.0.1 ka.name=n ka.job=job7 ka.token=cafe ka.key=beef
                            IPAPPEND 2
                        """);
    }

    @Test
    void a_finished_node_gets_its_own_disk_and_nothing_else() {
        assertThat(render(NodeState.DONE)).isEqualTo("""
                        SERIAL 0 115200
                        PROMPT 1
                        DEFAULT local
                        SAY Welcome
                        TIMEOUT 50

                        label local
                            LOCALBOOT 0
                        """);
    }

    @Test
    void a_parked_nodes_menu_stays_on_the_screen_and_says_why() {
        assertThat(render(NodeState.PARKED))
                .contains("PROMPT 1\n", "DEFAULT local\n", "SAY parked: failed 4 times\n", "TIMEOUT 0\n")
                .doesNotContain("kamethod");
    }

    @ParameterizedTest
    @EnumSource
    void only_a_node_on_its_way_is_shown_kamethod(NodeState state) {
        boolean shown = List.of("ARMED", "BOOTING", "WAITING", "RECEIVING", "FINISHING", "FAILED")
                .contains(state.name());
        assertThat(render(state).contains("kamethod")).isEqualTo(shown);
        assertThat(render(state)).contains("DEFAULT " + (shown ? "kamethod" : "local") + "\n", "label local\n");
    }

    @ParameterizedTest
    @EnumSource
    void a_node_without_job_or_token_is_never_shown_kamethod(NodeState state) {
        assertThat(render(node(state, Optional.empty(), Optional.of("cafe")))).doesNotContain("kamethod");
        assertThat(render(node(state, Optional.of("job7"), Optional.empty()))).doesNotContain("kamethod");
    }

    @ParameterizedTest
    @EnumSource
    void a_menu_is_never_empty(NodeState state) {
        assertThat(render(state)).isNotBlank().endsWith("\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "99, 1", "100, 1", "101, 2", "5000, 50"})
    void a_timeout_is_rounded_up_so_that_a_short_one_never_means_for_ever(long millis, String tenths) {
        BootMenu menu = new BootMenu(
                "local",
                Prompt.SKIP,
                Duration.ofMillis(millis),
                Optional.empty(),
                Optional.empty(),
                Screens.NONE,
                List.of(new BootEntry.Local("local", "Local", NEXT_DEVICE, BootEntry.Origin.CLONED)));
        assertThat(PLAIN.write(menu, Dialect.PXELINUX, TFTP, Optional.empty()))
                .isEqualTo("PROMPT 0\nDEFAULT local\nTIMEOUT " + tenths + "\n\nlabel local\n    LOCALBOOT -1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nDEFAULT kamethod", "a\rb", "\u0000", "tab\there"})
    void a_text_that_would_break_the_line_is_refused(String text) {
        assertThatThrownBy(() -> new BootMenu(
                        "local",
                        Prompt.ASK,
                        Duration.ZERO,
                        Optional.of(text),
                        Optional.empty(),
                        Screens.NONE,
                        List.of(LOCAL)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BootEntry.Linux(
                        "a", "a", Optional.empty(), "kernel", Optional.empty(), text, BootEntry.Card.NOT_TOLD))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BootEntry.Local(text, "a", LocalBoot.USUAL, BootEntry.Origin.CLONED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeEvent.Arm(text, "cafe")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeEvent.Registered(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_job_that_would_add_a_kernel_argument_is_refused() {
        assertThatThrownBy(() -> new NodeEvent.Arm("7 init=/bin/sh", "cafe"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_default_that_is_no_label_is_refused() {
        assertThatThrownBy(() -> new BootMenu(
                        "kamethod",
                        Prompt.ASK,
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty(),
                        Screens.NONE,
                        List.of(LOCAL)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_seeds_own_menu_comes_label_for_label() {
        BootMenu seed = new BootMenu(
                "local",
                Prompt.ASK,
                Duration.ofSeconds(5),
                Optional.empty(),
                Optional.empty(),
                new Screens(Optional.of("messages"), List.of("help.txt")),
                List.of(
                        LOCAL,
                        new BootEntry.Linux(
                                "kamethod",
                                "Clone",
                                Optional.empty(),
                                "images/vmlinuz",
                                Optional.of("images/all.rdz"),
                                "ramdisk_size=64000 vga=788 automatic=method:ka,interface:eth0,network:dhcp"
                                        + " root=/dev/ram3 rw kamethod",
                                BootEntry.Card.NOT_TOLD)));
        assertThat(PLAIN.write(seed, Dialect.PXELINUX, TFTP, Optional.empty())).isEqualTo("""
                        PROMPT 1
                        DEFAULT local
                        DISPLAY messages
                        TIMEOUT 50
                        F1 help.txt

                        label local
                            LOCALBOOT 0

                        label kamethod
                            KERNEL images/vmlinuz
                            INITRD images/all.rdz
                            APPEND ramdisk_size=64000 vga=788 automatic=method:ka,interface:eth0,network:dhcp root=/dev/ram3 rw kamethod
                        """);
    }

    @Test
    void lpxelinux_fetches_over_http_and_pxelinux_does_not() {
        BootMenu menu = policy(SEED).menuFor(node(NodeState.ARMED, Optional.of("job7"), Optional.of("cafe")));
        FileBase http = new FileBase(SERVER, OptionalInt.of(80));
        assertThat(PLAIN.write(menu, Dialect.PXELINUX, http, Optional.of(MAC)))
                .contains("KERNEL http://10.0.0.1/kit/vmlinuz\n", "INITRD http://10.0.0.1/kit/stage1.img\n");
        FileBase other = new FileBase(SERVER, OptionalInt.of(8080));
        assertThat(PLAIN.write(menu, Dialect.PXELINUX, other, Optional.of(MAC)))
                .contains("KERNEL http://10.0.0.1:8080/kit/vmlinuz\n");
    }

    @Test
    void grub_gets_the_same_menu_with_the_card_it_booted_from() {
        BootMenu menu = policy(SEED).menuFor(node(NodeState.ARMED, Optional.of("job7"), Optional.of("cafe")));
        assertThat(PLAIN.write(menu, Dialect.GRUB, new FileBase(SERVER, OptionalInt.of(80)), Optional.of(MAC)))
                .contains(
                        "set default='kamethod'\n",
                        "set timeout=5\n",
                        "serial --unit=0 --speed=115200\n",
                        "--id 'local' {\n",
                        "  for from in (http,10.0.0.1) (tftp,10.0.0.1); do\n",
                        "    if linux $from/kit/vmlinuz console=tty0 console=ttyS0,115200 kamethod ka.server=10.0.0.1",
                        " ka.key=beef BOOTIF=01-52-54-00-77-00-01; then\n",
                        "      if initrd $from/kit/stage1.img; then boot; fi\n    fi\n    if linuxefi $from/kit/vmlinuz ",
                        "      if initrdefi $from/kit/stage1.img; then boot; fi\n    fi\n  done\n",
                        "  sleep 10\n  reboot\n");
        for (FileBase tftpOnly : List.of(TFTP, new FileBase(SERVER, OptionalInt.of(8080)))) {
            assertThat(PLAIN.write(menu, Dialect.GRUB, tftpOnly, Optional.of(MAC)))
                    .contains("for from in (tftp,10.0.0.1); do\n")
                    .doesNotContain("http");
        }
    }

    @Test
    void a_grub_that_asks_for_nobodys_menu_is_led_to_that_of_its_machine() {
        assertThat(MenuText.firstGrubLines()).contains("configfile \"$prefix/grub.cfg-$net_default_mac\"\n");
        assertThat(MenuFileName.parse("/grub/grub.cfg-" + MAC))
                .contains(new MenuFileName.Asked(Dialect.GRUB, new MenuFileName.ByMac(MAC)));
    }

    @Test
    void grub_starts_the_loader_of_a_disk_as_one_that_comes_from_that_disk() {
        assertThat(PLAIN.write(policy(SEED).localOnly(Optional.of(MAC)), Dialect.GRUB, TFTP, Optional.of(MAC)))
                .contains(
                        "            set root=$disk,$part\n            chainloader ($root)$loader\n            boot\n")
                .doesNotContain("search");
    }

    @Test
    void the_first_disk_that_has_a_loader_goes_before_the_others_and_the_removable_path_is_its_last() {
        List<String> loops = MenuText.diskProgramLines()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("for "))
                .toList();
        assertThat(loops).hasSize(3);
        assertThat(loops.get(0)).startsWith("for disk in hd0 hd1 ").endsWith(" hd7; do");
        assertThat(loops.get(1))
                .startsWith("for part in gpt1 ")
                .contains(" gpt16 msdos1 ")
                .endsWith(" msdos4; do");
        assertThat(loops.get(2))
                .startsWith("for loader in /EFI/debian/shimx64.efi ")
                .endsWith("/EFI/BOOT/BOOTIA32.EFI; do");
        assertThat(loops.get(2).indexOf("/EFI/fedora/")).isLessThan(loops.get(2).indexOf("/EFI/BOOT/"));
        assertThat(MenuText.diskProgramLines()).endsWith("done\nexit 1\n");
    }

    @Test
    void grub_understands_what_it_is_to_do_with_the_disks(@TempDir Path dir) throws Exception {
        BootMenu menu = policy(SEED).menuFor(node(NodeState.DONE, Optional.empty(), Optional.empty()));
        for (String text :
                List.of(MenuText.diskProgramLines(), PLAIN.write(menu, Dialect.GRUB, TFTP, Optional.of(MAC)))) {
            Path file = Files.writeString(dir.resolve("grub.cfg"), text);
            Process check = new ProcessBuilder("grub-script-check", file.toString())
                    .inheritIO()
                    .start();
            assertThat(check.waitFor()).as(text).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ipxe_starts_the_disk_by_itself_only_where_the_system_on_it_is_from_here(NodeState state) {
        NodeRecord node = node(state, Optional.of("job7"), Optional.of("cafe"));
        boolean done = state == NodeState.DONE || state == NodeState.VERIFIED;
        assertThat(starts(node)).isEqualTo(done);
        assertThat(starts(node.with(DiskState.CLONED)))
                .as("cloned once, armed or let go since")
                .isTrue();
        assertThat(starts(node.with(DiskState.HALF_WRITTEN))).isFalse();
    }

    @Test
    void ipxe_leaves_a_disk_that_nobody_knows_to_the_firmware() {
        String text = PLAIN.write(policy(SEED).localOnly(Optional.of(MAC)), Dialect.IPXE, TFTP, Optional.of(MAC));
        assertThat(text)
                .contains(":entry-local\niseq ${platform} efi || goto bios-entry-local\nexit 1\n")
                .doesNotContain("local/");
    }

    private static boolean starts(NodeRecord node) {
        return PLAIN.write(policy(SEED).menuFor(node), Dialect.IPXE, TFTP, Optional.of(MAC))
                .contains("chain --autofree tftp://10.0.0.1/local/${buildarch}.efi ||\nexit 1\n");
    }

    @Test
    void ipxe_gets_the_same_menu_as_a_script() {
        BootMenu menu = policy(SEED).menuFor(node(NodeState.ARMED, Optional.of("job7"), Optional.of("cafe")));
        assertThat(PLAIN.write(menu, Dialect.IPXE, new FileBase(SERVER, OptionalInt.of(80)), Optional.of(MAC)))
                .startsWith("#!ipxe\n")
                .contains(
                        "choose --default entry-kamethod --timeout 5000 chosen || goto entry-kamethod\n",
                        ":entry-local\niseq ${platform} efi || goto bios-entry-local\nexit 1\n",
                        ":bios-entry-local\nsanboot --no-describe --drive 0x80 || exit 1\n",
                        ":entry-kamethod\nkernel http://10.0.0.1/kit/vmlinuz initrd=ka-initrd ",
                        " BOOTIF=01-52-54-00-77-00-01 || exit 1\n",
                        "initrd --name ka-initrd http://10.0.0.1/kit/stage1.img || exit 1\nboot || exit 1\nexit\n");
    }

    @ParameterizedTest
    @EnumSource
    void entries_of_the_administrator_stand_beside_local_for_their_firmware_and_never_take_over(Dialect dialect) {
        BootEntry memtest =
                new BootEntry.Program("memtest", "Memory test", Optional.of(Platform.BIOS), "memtest86+.bin");
        MenuSettings settings = new MenuSettings(
                Duration.ofSeconds(5),
                Prompt.ASK,
                Optional.empty(),
                Screens.NONE,
                machine -> NEXT_DEVICE,
                Optional.empty(),
                "",
                machine -> "",
                "kit/vmlinuz",
                "kit/stage1.img",
                SERVER,
                List.of(memtest));
        String text = PLAIN.write(policy(settings).localOnly(Optional.of(MAC)), dialect, TFTP, Optional.of(MAC));
        assertThat(text).contains("memtest86+.bin").doesNotContain("kamethod", "kit/");
        String onlyThere = switch (dialect) {
            case PXELINUX -> "LOCALBOOT -1";
            case GRUB -> "if [ \"$grub_platform\" = pc ]; then\nmenuentry 'Memory test'";
            case IPXE -> "iseq ${platform} pcbios || goto after-entry-memtest";
        };
        assertThat(text).contains(onlyThere);
    }

    @Test
    void a_template_of_the_administrator_wins_and_kamethod_is_only_where_the_entries_are() {
        MenuText own =
                new MenuText(Map.of(Dialect.PXELINUX, "UI menu.c32\nDEFAULT @DEFAULT@\n# @MAC@ @SERVER@\n@ENTRIES@"));
        MenuPolicy policy = policy(SEED);
        String armed = own.write(
                policy.menuFor(node(NodeState.ARMED, Optional.of("job7"), Optional.of("cafe"))),
                Dialect.PXELINUX,
                TFTP,
                Optional.of(MAC));
        assertThat(armed)
                .startsWith("UI menu.c32\nDEFAULT kamethod\n# 52:54:00:77:00:01 10.0.0.1\n\nlabel local\n")
                .contains("label kamethod\n");
        assertThat(own.write(policy.localOnly(Optional.empty()), Dialect.PXELINUX, TFTP, Optional.empty()))
                .contains("DEFAULT local")
                .doesNotContain("kamethod");
    }

    @ParameterizedTest
    @EnumSource
    void a_parked_machines_menu_waits_for_ever_also_where_there_is_a_template(Dialect dialect) {
        MenuText own = new MenuText(Map.of(dialect, "timeout 1\n@ENTRIES@"));
        BootMenu parked = policy(SEED).menuFor(node(NodeState.PARKED, Optional.of("job7"), Optional.of("cafe")));
        assertThat(own.write(parked, dialect, TFTP, Optional.of(MAC))).doesNotContain("timeout 1\n");
    }

    @Test
    void what_a_node_says_is_no_command_of_ipxe() {
        BootMenu menu = new BootMenu(
                "local",
                Prompt.SKIP,
                Duration.ZERO,
                Optional.of("zstd -d && sync ; chain http://evil || true # end \\"),
                Optional.empty(),
                Screens.NONE,
                List.of(LOCAL));
        assertThat(PLAIN.write(menu, Dialect.IPXE, TFTP, Optional.empty()))
                .contains("echo zstd -d and sync , chain http://evil or true No. end \n");
    }

    @Test
    void what_means_something_to_a_boot_programs_shell_does_nothing_there() {
        BootMenu menu = new BootMenu(
                "local",
                Prompt.SKIP,
                Duration.ZERO,
                Optional.of("it's ${netX/mac} $(x)"),
                Optional.empty(),
                Screens.NONE,
                List.of(
                        LOCAL,
                        new BootEntry.Linux(
                                "x",
                                "x;y",
                                Optional.empty(),
                                "k",
                                Optional.empty(),
                                "a;b $c",
                                BootEntry.Card.NOT_TOLD)));
        assertThat(PLAIN.write(menu, Dialect.GRUB, TFTP, Optional.empty()))
                .contains("echo 'it'\\''s ${netX/mac} $(x)'\n", "a\\;b \\$c; then\n");
        assertThat(PLAIN.write(menu, Dialect.IPXE, TFTP, Optional.empty())).contains("it's $ {netX/mac} $(x)");
    }

    @Test
    void what_one_machine_is_told_stands_behind_what_all_are_told() {
        MenuSettings settings = new MenuSettings(
                Duration.ofSeconds(5),
                Prompt.SKIP,
                Optional.empty(),
                Screens.NONE,
                machine -> LocalBoot.USUAL,
                Optional.empty(),
                "quiet",
                machine -> machine.equals(MAC) ? " ka.vlan=7" : " ka.vlan=8",
                "kit/vmlinuz",
                "kit/stage1.img",
                SERVER,
                List.of());
        NodeRecord armed = node(NodeState.ARMED, Optional.of("job7"), Optional.of("cafe"));

        assertThat(PLAIN.write(policy(settings).menuFor(armed), Dialect.PXELINUX, TFTP, Optional.of(MAC)))
                .contains("APPEND quiet ka.vlan=7 kamethod ");
    }

    private static String render(NodeState state) {
        return render(node(state, Optional.of("job7"), Optional.of("cafe")));
    }

    private static String render(NodeRecord node) {
        return PLAIN.write(policy(SEED).menuFor(node), Dialect.PXELINUX, TFTP, Optional.of(MAC));
    }

    private static MenuPolicy policy(MenuSettings settings) {
        return new MenuPolicy(settings, job -> Optional.of("beef").filter(key -> job.equals("job7")));
    }

    private static NodeRecord node(NodeState state, Optional<String> job, Optional<String> token) {
        return new NodeRecord(
                MAC, "n", state, DiskState.WHOLE, 0, 0, job, token, Arming.ONCE, Instant.EPOCH, "failed 4 times");
    }
}
