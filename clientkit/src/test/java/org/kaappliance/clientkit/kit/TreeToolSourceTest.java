package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stage 2 of a tree that somebody brings; the one here is unpacked from a kit of this host, with traps in it. */
@Timeout(300) // may build a kit
class TreeToolSourceTest {
    @TempDir
    private Path folder;

    private KitSpec host;
    private Path rescue;

    @BeforeEach
    void makesARescueSystem() throws Exception {
        host = BuiltKit.spec();
        KitBuilder.build(host, line -> {});
        rescue = unpack(host.outDir().resolve("stage2.tar"), folder.resolve("rescue"));
        Files.writeString(Files.createDirectories(rescue.resolve("opt/vendor")).resolve("raid-tool"), "#!/bin/sh\n");
        Files.writeString(rescue.resolve("etc/lvm/lvm.conf"), "devices { obtain_device_list_from_udev = 1 }\n");
        HostCommand.output(List.of("mkfifo", rescue.resolve("run/pipe").toString()));
    }

    private static Path unpack(Path tar, Path target) throws Exception {
        Files.createDirectories(target);
        HostCommand.output(List.of("tar", "-xf", tar.toString(), "-C", target.toString()));
        return target;
    }

    private static String inside(Path root, String command) throws Exception {
        return HostCommand.outputOfAnyExit(List.of("sh", "-c", "chroot " + root + " " + command + " 2>&1"));
    }

    @Test
    void a_kit_is_built_of_a_squashfs_and_its_tools_start() throws Exception {
        Path squashfs = folder.resolve("rescue.sqfs");
        HostCommand.output(List.of(
                HostTools.find("mksquashfs", "squashfs-tools").toString(),
                rescue.toString(),
                squashfs.toString(),
                "-quiet",
                "-no-progress"));
        Path kit = Files.createDirectory(folder.resolve("kit"));
        for (String name : List.of("vmlinuz", "stage1.img", "stage2.tar", "kit.properties")) {
            Files.copy(host.outDir().resolve(name), kit.resolve(name));
        }
        KitSpec spec = KitSpec.of(kit, host.nodeJar()).withTools(squashfs);

        assertThat(KitBuilder.isCurrent(spec)).isFalse();
        KitManifest manifest = KitBuilder.build(spec, line -> {});

        assertThat(KitBuilder.isCurrent(spec)).isTrue();
        assertThat(manifest.inputs()).containsKey(squashfs.toString());
        Path node = unpack(kit.resolve("stage2.tar"), folder.resolve("node"));
        assertThat(node.resolve("opt/vendor/raid-tool")).exists();
        assertThat(node.resolve("etc/lvm/lvm.conf")).hasContent(Resources.LVM.text());
        assertThat(node.resolve("run")).isEmptyDirectory();
        assertThat(node.resolve("usr/lib/modules")
                        .resolve(manifest.kernelVersion())
                        .resolve("modules.dep"))
                .exists();
        assertThat(inside(node, "/usr/bin/tar --version")).contains("GNU tar");
        assertThat(inside(node, "/usr/sbin/sfdisk --version")).contains("util-linux");
    }

    @Test
    void a_directory_is_taken_as_it_is_and_a_change_in_it_is_seen() throws Exception {
        TreeToolSource source = TreeToolSource.of(rescue);
        FileTree tree = new FileTree();

        assertThat(source.addTo(tree, folder)).isEqualTo(lacks());
        List<String> before = source.settings();
        Files.writeString(rescue.resolve("opt/vendor/raid-tool"), "#!/bin/sh\nexit 0\n");

        assertThat(tree.contains("opt/vendor/raid-tool")).isTrue();
        assertThat(tree.contains("run/pipe")).isFalse();
        assertThat(source.settings()).isNotEqualTo(before);
    }

    /** What the kit of this host has not. */
    private Map<String, String> lacks() throws KitException {
        Map<String, String> lacks = new TreeMap<>();
        KitManifest.load(host.outDir()).values().forEach((key, value) -> {
            if (key.startsWith(KitManifest.LACKS)) {
                lacks.put(key.substring(KitManifest.LACKS.length()), value);
            }
        });
        return lacks;
    }

    @Test
    void all_that_is_missing_is_named_at_once_and_an_applet_is_no_tool() throws Exception {
        Files.delete(rescue.resolve("usr/bin/tar"));
        Files.createSymbolicLink(rescue.resolve("usr/bin/tar"), Path.of("/bin/busybox"));
        Files.delete(rescue.resolve("usr/sbin/sfdisk"));
        Files.delete(rescue.resolve("usr/lib/grub/i386-pc/boot.img"));
        TreeToolSource source = TreeToolSource.of(rescue);

        assertThatThrownBy(() -> source.addTo(new FileTree(), folder))
                .isInstanceOf(KitException.class)
                .hasMessage(rescue + " lacks what nodes need of stage 2: tar, sfdisk, /usr/lib/grub/i386-pc/boot.img");
    }

    @Test
    void what_is_neither_a_directory_nor_a_squashfs_is_refused() throws Exception {
        Path text = Files.writeString(folder.resolve("rescue.tar"), "no squashfs");
        assertThatThrownBy(() -> TreeToolSource.of(text))
                .hasMessage(text + " is neither a directory nor a squashfs: name one that has the tools of stage 2");
        assertThatThrownBy(() -> TreeToolSource.of(folder.resolve("none"))).isInstanceOf(KitException.class);
    }

    @Test
    void a_file_with_two_names_is_stored_once_and_links_stay_as_they_are() throws Exception {
        Path small = Files.createDirectories(folder.resolve("small/bin")).getParent();
        Files.writeString(small.resolve("bin/one"), "content");
        Files.createLink(small.resolve("bin/two"), small.resolve("bin/one"));
        Files.createSymbolicLink(small.resolve("bin/three"), Path.of("/bin/one"));
        FileTree tree = new FileTree();

        new TreeCopy(small).addTo(tree);
        Path tar = folder.resolve("small.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar))) {
            TarWriter.write(tree, out);
        }

        assertThat(new ArrayList<>(tree.entries().values()))
                .filteredOn(FileTree.RegularFile.class::isInstance)
                .hasSize(1);
        Path again = unpack(tar, folder.resolve("again"));
        assertThat(Files.readSymbolicLink(again.resolve("bin/three"))).isEqualTo(Path.of("/bin/one"));
        assertThat(List.of("bin/one", "bin/two"))
                .anySatisfy(
                        name -> assertThat(again.resolve(name)).isRegularFile().hasContent("content"));
    }
}
