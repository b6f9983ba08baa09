package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node program carries a choice of classes: what it needs must be among them, or a node finds out when it is booted. */
class NodeJarIT {
    @TempDir
    private Path dir;

    @Test
    void the_node_program_has_every_class_that_its_classes_name() throws Exception {
        Path jar = dir.resolve("ka-node.jar");
        try (InputStream in = getClass().getResourceAsStream("/kit/ka-node.jar")) {
            Files.copy(in, jar);
        }
        StringWriter out = new StringWriter();
        int exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "--missing-deps",
                        "--multi-release",
                        "17",
                        jar.toString());
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString()).doesNotContain("not found");
    }
}
