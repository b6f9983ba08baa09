package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KitManifestTest {
    private static final String TEXT = """
            # made by `kit build`; do not edit
            file.stage1.img=aa 30
            file.stage2.tar=bb 20
            file.vmlinuz=cc 10
            input./usr/bin/a=b=2 1000
            java.version=17.0.15
            kernel.version=6.1.0
            layer.java=key 4 26
            spec=dd
            """;

    @TempDir
    private Path folder;

    @Test
    void what_is_written_is_read_again() {
        KitManifest manifest = KitManifest.parse(TEXT);
        assertThat(manifest.kernelVersion()).isEqualTo("6.1.0");
        assertThat(manifest.javaVersion()).isEqualTo("17.0.15");
        assertThat(manifest.file("stage1.img")).isEqualTo(new KitManifest.KitFile("aa", 30));
        assertThat(manifest.layer("java")).contains(new KitManifest.Layer("key", 4, 26));
        assertThat(manifest.layer("node")).isEmpty();
        assertThat(manifest.values()).containsEntry("spec", "dd");
    }

    @Test
    void what_the_host_had_not_is_named_with_its_package() {
        assertThat(KitManifest.parse(TEXT).missingTools()).isEmpty();
        assertThat(KitManifest.parse(TEXT + "lacks.mkfs.jfs=jfsutils\nlacks.lvm=lvm2\n")
                        .missingTools())
                .containsExactly(Map.entry("lvm", "lvm2"), Map.entry("mkfs.jfs", "jfsutils"));
    }

    @Test
    void the_text_is_sorted_and_stays_the_same() {
        KitManifest manifest = new KitManifest(Map.of(
                "file.vmlinuz", "cc 10",
                "kernel.version", "6.1.0",
                "file.stage2.tar", "bb 20",
                "file.stage1.img", "aa 30"));
        assertThat(KitManifest.parse(manifest.text())).isEqualTo(manifest);
        assertThat(manifest.text().lines().skip(1)).isSorted();
    }

    @Test
    void a_folder_without_a_kit_says_how_to_make_one() {
        assertThatThrownBy(() -> KitManifest.load(folder))
                .isInstanceOf(KitException.class)
                .hasMessage("no kit in " + folder + ": run `kit build`");
    }

    @Test
    void a_manifest_that_was_cut_is_not_believed() throws Exception {
        Files.writeString(folder.resolve("kit.properties"), TEXT.substring(0, TEXT.indexOf("file.vmlinuz")));
        assertThatThrownBy(() -> KitManifest.load(folder))
                .isInstanceOf(KitException.class)
                .hasMessageContaining("is missing")
                .hasMessageEndingWith("run `kit build`");
    }
}
