package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostKernelTest {
    @TempDir
    private Path folder;

    private void image(String version) throws IOException {
        Files.createDirectories(folder.resolve("boot"));
        Files.writeString(folder.resolve("boot/vmlinuz-" + version), "image");
    }

    private void modules(String version) throws IOException {
        Files.createDirectories(folder.resolve("modules/" + version));
        Files.writeString(folder.resolve("modules/" + version + "/modules.dep"), "");
    }

    private HostKernel newest() throws KitException {
        return HostKernel.newest(folder.resolve("boot"), folder.resolve("modules"));
    }

    @Test
    void the_newest_kernel_that_has_modules_is_taken() throws Exception {
        image("6.1.0-9-amd64");
        modules("6.1.0-9-amd64");
        image("6.1.0-56-amd64");
        modules("6.1.0-56-amd64");
        image("6.12.0-1-amd64");
        assertThat(newest().version()).isEqualTo("6.1.0-56-amd64");
        assertThat(newest().image()).isEqualTo(folder.resolve("boot/vmlinuz-6.1.0-56-amd64"));
    }

    @Test
    void without_one_the_package_is_named() throws Exception {
        assertThatThrownBy(this::newest)
                .isInstanceOf(KitException.class)
                .hasMessage("no kernel with modules found: apt install linux-image-amd64");
        image("6.1.0-9-amd64");
        assertThatThrownBy(this::newest).hasMessage("no kernel with modules found: apt install linux-image-amd64");
    }

    @Test
    void a_kernel_that_the_administrator_names_is_taken() throws Exception {
        image("5.10.0-custom");
        modules("5.10.0-custom");
        KitSpec spec = KitSpec.of(folder.resolve("kit"), folder.resolve("node.jar"))
                .withKernel(folder.resolve("boot/vmlinuz-5.10.0-custom"), folder.resolve("modules/5.10.0-custom"));
        assertThat(HostKernel.of(spec).version()).isEqualTo("5.10.0-custom");
    }

    @Test
    void a_named_kernel_that_is_not_there_is_an_error() {
        KitSpec spec = KitSpec.of(folder.resolve("kit"), folder.resolve("node.jar"))
                .withKernel(folder.resolve("vmlinuz"), folder.resolve("modules/6.1.0"));
        assertThatThrownBy(() -> HostKernel.of(spec)).hasMessageStartingWith("no kernel at " + folder);
    }

    @ParameterizedTest
    @CsvSource({
        "6.1.0-9-amd64, 6.1.0-56-amd64",
        "5.10.0-30-amd64, 6.1.0-1-amd64",
        "6.9.1, 6.10.0",
        "6.1.0, 6.1.0-1",
        "6.1.0-56-amd64, 6.1.0-56-cloud"
    })
    void versions_compare_by_their_numbers(String older, String newer) {
        assertThat(HostKernel.compareVersions(older, newer)).isNegative();
        assertThat(HostKernel.compareVersions(newer, older)).isPositive();
        assertThat(HostKernel.compareVersions(newer, newer)).isZero();
    }
}
