package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds from this host's packages: it needs those that the test machine has. */
@Timeout(300) // builds a kit
class KitBuilderTest {
    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();
    private KitSpec spec;

    @BeforeEach
    void buildsTheSharedKit() throws Exception {
        spec = BuiltKit.spec();
        KitBuilder.build(spec, line -> {});
    }

    @Test
    void an_unchanged_kit_is_not_built_again() throws Exception {
        assertThat(KitBuilder.isCurrent(spec)).isTrue();
        KitBuilder.build(spec, progress::add);
        assertThat(progress).containsExactly("up to date");
    }

    @Test
    void the_manifest_describes_the_files() throws Exception {
        KitManifest manifest = KitManifest.load(spec.outDir());
        for (String name : List.of("vmlinuz", "stage1.img", "stage2.tar")) {
            Path file = spec.outDir().resolve(name);
            assertThat(manifest.file(name)).isEqualTo(new KitManifest.KitFile(Stamps.sha256(file), Files.size(file)));
        }
        assertThat(manifest.inputs())
                .containsKey(HostTools.find("sfdisk", "fdisk").toString());
    }

    @Test
    void stage_1_is_small_enough_to_be_fetched_by_tftp() throws Exception {
        assertThat(KitManifest.load(spec.outDir()).file("stage1.img").sizeBytes())
                .isLessThan(45L << 20);
    }

    @Test
    void a_new_node_program_changes_its_own_layer_only() throws Exception {
        KitManifest before = KitManifest.load(spec.outDir());
        Path copy = copyOfTheKit();
        Path jar = Files.copy(spec.nodeJar(), folder.resolve("node.jar"));
        Files.write(jar, new byte[] {0}, StandardOpenOption.APPEND);
        KitSpec changed = KitSpec.of(copy, jar);

        assertThat(KitBuilder.isCurrent(changed)).isFalse();
        KitManifest after = KitBuilder.build(changed, progress::add);

        assertThat(progress).noneMatch(line -> line.contains("Java runtime") || line.matches("stage 1: .*modules.*"));
        assertThat(after.layer("system")).isEqualTo(before.layer("system"));
        assertThat(after.layer("java")).isEqualTo(before.layer("java"));
        assertThat(after.layer("node")).isNotEqualTo(before.layer("node"));
        assertThat(after.file("stage2.tar")).isEqualTo(before.file("stage2.tar"));
        assertThat(KitBuilder.isCurrent(changed)).isTrue();
    }

    @Test
    void a_damaged_kit_is_not_current() throws Exception {
        Path copy = copyOfTheKit();
        Files.write(copy.resolve("stage2.tar"), new byte[] {1}, StandardOpenOption.WRITE);
        assertThat(KitBuilder.isCurrent(KitSpec.of(copy, spec.nodeJar()))).isFalse();
    }

    @Test
    void a_missing_node_program_and_a_missing_jlink_are_said_in_one_line() {
        KitSpec noJar = KitSpec.of(folder.resolve("kit"), folder.resolve("none.jar"));
        assertThatThrownBy(() -> KitBuilder.build(noJar, progress::add))
                .isInstanceOf(KitException.class)
                .hasMessage("no node program at " + folder + "/none.jar: build it with `mvn package`");
        assertThatThrownBy(() -> KitBuilder.build(noJar.withJdk(folder), progress::add))
                .hasMessage("no jlink in " + folder + ": apt install openjdk-17-jdk-headless");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void every_tool_of_stage_2_starts_in_its_tree() throws Exception {
        HostCommand.output(
                List.of("tar", "-xf", spec.outDir().resolve("stage2.tar").toString(), "-C", folder.toString()));
        for (String line : Resources.STAGE2_TOOLS.lines()) {
            String tool = line.split(" ")[0];
            String help = HostCommand.outputOfAnyExit(List.of(
                    "sh", "-c", "chroot " + folder + " /usr/bin/env PATH=/usr/sbin:/usr/bin " + tool + " --help 2>&1"));
            assertThat(help)
                    .as(tool)
                    .isNotBlank()
                    .doesNotContain("error while loading", "not found")
                    .doesNotStartWith("env:")
                    .doesNotStartWith("chroot:");
        }
    }

    @Test
    void grub_of_stage_2_makes_its_program_for_both_firmwares() throws Exception {
        HostCommand.output(
                List.of("tar", "-xf", spec.outDir().resolve("stage2.tar").toString(), "-C", folder.toString()));
        for (String target : List.of("i386-pc", "x86_64-efi")) {
            HostCommand.output(List.of(
                    "chroot",
                    folder.toString(),
                    "/usr/bin/grub-mkimage",
                    "-O",
                    target,
                    "-p",
                    "/boot/grub",
                    "-o",
                    "/tmp/" + target,
                    "normal",
                    "search_fs_uuid"));
            assertThat(folder.resolve("tmp").resolve(target)).isNotEmptyFile();
        }
    }

    private Path copyOfTheKit() throws Exception {
        Path copy = Files.createDirectory(folder.resolve("kit"));
        for (String name : List.of("vmlinuz", "stage1.img", "stage2.tar", "kit.properties")) {
            Files.copy(spec.outDir().resolve(name), copy.resolve(name));
        }
        return copy;
    }
}
