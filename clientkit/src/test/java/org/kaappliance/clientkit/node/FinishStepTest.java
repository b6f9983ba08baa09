package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.FinishPlan;
import org.kaappliance.clientkit.golden.Hook;
import org.kaappliance.clientkit.golden.InitramfsPolicy;

/** Needs root, for device files. */
class FinishStepTest {
    @TempDir
    Path dir;

    @TempDir
    Path sys;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> identity = new ArrayList<>();
    private Clone clone;

    @BeforeEach
    void takePlan() throws Exception {
        clone = new Clone(Path.of("/"), dir.toString());
        clone.take(Plans.seed(), Plans.seedDisks("vda"));
    }

    @Test
    void an_empty_dev_gets_the_two_devices_that_a_kernel_wants() throws Exception {
        finish(Optional.empty());

        assertThat(Shell.run(dir, "stat -c '%n %t %T %a' dev/*")).isEqualTo("dev/console 5 1 600\ndev/null 1 3 666");
    }

    @Test
    void a_dev_with_content_stays_as_it_is() throws Exception {
        Files.createDirectories(dir.resolve("dev/pts"));

        finish(Optional.empty());

        assertThat(Shell.run(dir, "ls dev")).isEqualTo("pts");
    }

    @Test
    void a_golden_link_is_replaced_and_not_followed_out_of_the_clone() throws Exception {
        Path outside = Files.writeString(dir.resolve("outside"), "stage 1");
        Files.createDirectories(dir.resolve("etc"));
        Files.createSymbolicLink(dir.resolve("etc/fstab"), outside);

        finish(Optional.empty());

        assertThat(outside).hasContent("stage 1");
        assertThat(dir.resolve("etc/fstab")).hasContent(Plans.seed().finish().fstab());
    }

    @Test
    void files_of_another_encoding_keep_their_bytes() throws Exception {
        Files.createDirectories(dir.resolve("etc"));
        Files.writeString(dir.resolve("etc/hostname"), "golden\n");
        byte[] hosts = "127.0.1.1 golden # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(dir.resolve("etc/hosts"), hosts);

        finish(Optional.of("node7"));

        assertThat(dir.resolve("etc/hosts"))
                .hasBinaryContent("127.0.1.1 node7 # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void without_a_name_from_dhcp_the_golden_name_stays() throws Exception {
        Files.createDirectories(dir.resolve("etc"));
        Files.writeString(dir.resolve("etc/hostname"), "golden\n");

        finish(Optional.empty());

        assertThat(dir.resolve("etc/hostname")).hasContent("golden\n");
    }

    @Test
    void two_clones_of_one_system_share_nothing_that_a_machine_is_known_by() throws Exception {
        Shell.run(dir, SYSTEM);
        Shell.run(dir, "mkdir twin; cp -a bin etc lib* usr var twin/");

        finish(Optional.of("node1"));
        List<String> first = List.copyOf(identity);
        clone = new Clone(Path.of("/"), dir.resolve("twin").toString());
        clone.take(Plans.seed(), Plans.seedDisks("vda"));
        identity.clear();
        finish(Optional.of("node2"));

        assertThat(first).hasSize(3).first().isEqualTo("host-name node1");
        assertThat(first.get(1)).startsWith("machine-id ");
        assertThat(first.get(2)).startsWith("ssh-ed25519 SHA256:");
        assertThat(identity).hasSize(3).doesNotContainAnyElementsOf(first);
        assertThat(dir.resolve("etc/machine-id"))
                .content()
                .matches("[0-9a-f]{32}\n")
                .isNotEqualTo(MACHINE_ID + "\n");
        assertThat(Shell.run(dir, "stat -c '%a %u %g' etc/ssh/ssh_host_ed25519_key"))
                .isEqualTo("640 0 7");
        assertThat(Shell.run(dir, "ssh-keygen -l -f etc/ssh/ssh_host_ed25519_key.pub"))
                .contains(first.get(2).split(" ")[1]);
    }

    @Test
    void a_host_key_that_cannot_be_made_is_a_warning_and_the_golden_one_is_gone() throws Exception {
        Shell.run(dir, SYSTEM + "rm usr/bin/ssh-keygen");

        finish(Optional.of("node1"));

        assertThat(dir.resolve("etc/ssh/ssh_host_ed25519_key")).doesNotExist();
        assertThat(log).anyMatch(line -> line.startsWith("WARNING: this clone has no SSH host key of type ed25519"));
    }

    @Test
    void hooks_run_in_the_clone_in_their_order_and_leave_nothing_of_themselves() throws Exception {
        Shell.run(dir, SYSTEM);
        takeHooks(
                hook("10-first", "#!/bin/sh\necho \"$KA_NAME $KA_MAC $KA_ADDRESS $KA_DISK $KA_JOB\" > /etc/hook\n"),
                hook("20-broken.optional", "#!/bin/sh\necho out of luck; exit 3\n"),
                hook("30-last", "#!/bin/sh\ncat /etc/hostname >> /etc/hook\necho hello\n"));

        String said = finish(Optional.of("node7"));

        assertThat(dir.resolve("etc/hook")).hasContent("node7 52:54:00:77:00:01 10.0.1.7 /dev/vda j1\nnode7");
        assertThat(log)
                .contains("WARNING: hook 20-broken.optional failed with code 3: out of luck", "hook 30-last: hello");
        assertThat(dir.resolve("root/.ka-hooks")).doesNotExist();
        assertThat(said).contains("3 hooks");
    }

    @Test
    void a_hook_that_fails_fails_the_node() throws Exception {
        Shell.run(dir, SYSTEM);
        takeHooks(hook("10-broken", "#!/bin/sh\nexit 3\n"), hook("20-never", "#!/bin/sh\ntouch /etc/never\n"));

        assertThatThrownBy(() -> finish(Optional.of("node7"))).hasMessage("hook 10-broken failed with code 3");

        assertThat(dir.resolve("etc/never")).doesNotExist();
        assertThat(dir.resolve("root/.ka-hooks")).doesNotExist();
    }

    @Test
    void the_initramfs_is_made_anew_when_it_lacks_a_driver_of_the_nodes_disk() throws Exception {
        Shell.run(dir, SYSTEM + DEBIAN_TOOLS);
        Shell.run(dir, "echo kernel/drivers/ata/ahci.ko > boot/initrd.img-6.1");

        String said = finish(Optional.empty());

        assertThat(said).endsWith("initramfs made by update-initramfs of Debian");
        assertThat(log).contains("the initramfs lacks virtio_blk", "update-initramfs: making -u -k all");
        assertThat(dir.resolve("etc/initramfs-tools/modules")).hasContent("virtio_blk\n");
    }

    @Test
    void an_initramfs_that_has_them_stays() throws Exception {
        Shell.run(dir, SYSTEM + DEBIAN_TOOLS);
        Shell.run(dir, "echo usr/lib/modules/6.1/kernel/drivers/block/virtio_blk.ko > boot/initrd.img-6.1");

        assertThat(finish(Optional.empty())).endsWith("initramfs kept, it has what this machine needs");
        assertThat(dir.resolve("etc/initramfs-tools/modules")).doesNotExist();
    }

    @Test
    void the_operator_decides_whether_it_is_made() throws Exception {
        Shell.run(dir, SYSTEM + DEBIAN_TOOLS);
        Shell.run(dir, "echo usr/lib/modules/6.1/kernel/drivers/block/virtio_blk.ko > boot/initrd.img-6.1");
        clone.take(
                Plans.seed().with(Plans.seed().finish().with(InitramfsPolicy.ALWAYS, List.of())),
                Plans.seedDisks("vda"));

        assertThat(finish(Optional.empty())).endsWith("initramfs made by update-initramfs of Debian");
        clone.take(
                Plans.seed().with(Plans.seed().finish().with(InitramfsPolicy.NEVER, List.of())),
                Plans.seedDisks("vda"));
        assertThat(finish(Optional.empty())).endsWith("initramfs kept as ordered");
    }

    @Test
    void what_names_the_golden_machines_swap_and_arrays_names_the_clones() throws Exception {
        Shell.run(dir, """
                mkdir -p etc/initramfs-tools/conf.d etc/mdadm
                echo RESUME=UUID=11111111-1111-1111-1111-111111111111 > etc/initramfs-tools/conf.d/resume
                printf 'HOMEHOST <system>\\nARRAY /dev/md0 UUID=1:2:3:4\\n' > etc/mdadm/mdadm.conf
                """);

        finish(Optional.empty());

        assertThat(dir.resolve("etc/initramfs-tools/conf.d/resume"))
                .hasContent("RESUME=UUID=00000000-0000-0000-0000-000000000003");
        assertThat(dir.resolve("etc/mdadm/mdadm.conf")).hasContent("HOMEHOST <system>");
        assertThat(OwnDevices.arrays("ARRAY /dev/md0 UUID=1:2:3:4\nARRAY /dev/md1 UUID=A:b:c:d\n", Set.of("a:b:c:d")))
                .isEqualTo("ARRAY /dev/md1 UUID=A:b:c:d\n");
    }

    @Test
    void a_system_that_nobody_knows_keeps_its_initramfs_with_a_warning() throws Exception {
        finish(Optional.empty());

        assertThat(log)
                .contains(
                        "WARNING: it is not known how the golden system (unknown) makes its initramfs: it stays as it is");
    }

    /** Busybox, ssh-keygen with its libraries, and the identity of a golden machine. */
    private static final String SYSTEM = """
            mkdir -p bin etc/ssh usr/bin var/lib/dhcp
            cp $(command -v busybox) bin/; for a in sh cat touch; do ln -s busybox bin/$a; done
            cp $(command -v ssh-keygen) usr/bin/
            for l in $(ldd /usr/bin/ssh-keygen | grep -o '/[^ ]*'); do mkdir -p .$(dirname $l); cp $l .$l; done
            echo root:x:0:0::/root:/bin/sh > etc/passwd; echo golden > etc/hostname
            echo 0123456789abcdef0123456789abcdef > etc/machine-id
            ssh-keygen -q -t ed25519 -N '' -f etc/ssh/ssh_host_ed25519_key
            chown 0:7 etc/ssh/ssh_host_ed25519_key; chmod 640 etc/ssh/ssh_host_ed25519_key
            echo lease > var/lib/dhcp/dhclient.leases
            """;

    private static final String MACHINE_ID = "0123456789abcdef0123456789abcdef";

    /** Stand-ins that print what they are asked for; the initramfs is a list of names. */
    private static final String DEBIAN_TOOLS = """
            mkdir -p usr/sbin lib/modules/6.1 boot
            printf 'ID=debian\nPRETTY_NAME=Debian\n' > etc/os-release
            printf 'kernel/drivers/block/virtio_blk.ko:\nkernel/drivers/ata/ahci.ko:\n' > lib/modules/6.1/modules.dep
            printf '#!/bin/sh\necho making "$@"\n' > usr/sbin/update-initramfs
            printf '#!/bin/sh\ncat "$1"\n' > usr/bin/lsinitramfs
            chmod +x usr/sbin/update-initramfs usr/bin/lsinitramfs
            """;

    private static Hook hook(String name, String program) {
        return new Hook(name, program, Duration.ofSeconds(30));
    }

    private void takeHooks(Hook... hooks) throws Exception {
        FinishPlan finish = Plans.seed().finish().with(InitramfsPolicy.AUTO, List.of(hooks));
        clone.take(Plans.seed().with(finish), Plans.seedDisks("vda"));
    }

    private String finish(Optional<String> hostName) throws Exception {
        Path virtio = Files.createDirectories(sys.resolve("module/virtio_blk"));
        Path device = Files.createDirectories(sys.resolve("devices/pci0/vda"));
        if (!Files.exists(device.resolve("driver"))) {
            Path driver = Files.createDirectories(sys.resolve("bus/virtio_blk"));
            Files.createSymbolicLink(driver.resolve("module"), virtio);
            Files.createSymbolicLink(device.resolve("driver"), driver);
        }
        Self self =
                new Self("52:54:00:77:00:01", "10.0.1.7", "j1", sys, (kind, print) -> identity.add(kind + " " + print));
        return new FinishStep(new Tools(List.of(), log::add), new TestMachine(List.of(), hostName), self, log::add)
                .run(clone);
    }
}
