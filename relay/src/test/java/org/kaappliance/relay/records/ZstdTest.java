package org.kaappliance.relay.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZstdTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path directory;

    private static String said(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes()).trim();
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        }
    }

    private String probe(String classPath) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Djava.io.tmpdir=" + directory, "-cp", classPath));
        command.add(ZstdProbe.class.getName());
        return said(command);
    }

    @Test
    void it_is_usable_where_its_library_is() throws Exception {
        assertThat(probe(CLASS_PATH)).isEqualTo("usable");
    }

    @Test
    void without_its_jar_there_is_a_reason_and_no_failure() throws Exception {
        String without = Arrays.stream(CLASS_PATH.split(":"))
                .filter(entry -> !entry.contains("zstd-jni"))
                .collect(Collectors.joining(":"));
        assertThat(without).isNotEqualTo(CLASS_PATH);
        assertThat(probe(without)).startsWith("zstd cannot be used here: NoClassDefFoundError");
    }

    @Test
    void where_its_library_cannot_be_run_there_is_a_reason_and_no_failure() throws Exception {
        said(List.of("mount", "-t", "tmpfs", "-o", "noexec,size=8m", "tmpfs", directory.toString()));
        try {
            assertThat(probe(CLASS_PATH))
                    .startsWith("zstd cannot be used here: UnsatisfiedLinkError")
                    .doesNotContain("\n");
        } finally {
            said(List.of("umount", directory.toString()));
        }
    }
}
