package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** A real kit from this host, with a stand-in for the node program; built once and kept below target. */
final class BuiltKit {
    private static final Path FOLDER = Path.of("target", "kit-test");

    private BuiltKit() {}

    static KitSpec spec() throws IOException {
        return KitSpec.of(FOLDER.resolve("kit"), standInJar());
    }

    /** The stand-in, compiled here: its class has the name of the real one, so it cannot be among the test classes. */
    static Path standInJar() throws IOException {
        Path source = FOLDER.resolve("src/org/kaappliance/clientkit/node/NodeMain.java");
        Path classes = Files.createDirectories(FOLDER.resolve("classes"));
        Files.createDirectories(source.getParent());
        try (InputStream in = BuiltKit.class.getResourceAsStream("StandInNode.java.txt")) {
            Files.write(source, in.readAllBytes());
        }
        compile(source, classes);
        return jar(classes, FOLDER.resolve("stand-in.jar"));
    }

    /** Compiles one class, against the class path of the tests. */
    static void compile(Path source, Path classes) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "--release",
                        "17",
                        "-cp",
                        classPath,
                        source.toString());
        if (code != 0) {
            throw new IOException(source + " does not compile");
        }
    }

    /** A jar of what lies below a folder; the same files make the same jar. */
    static Path jar(Path classes, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files) {
                ZipEntry entry = new ZipEntry(classes.relativize(file).toString());
                entry.setTime(KitBuilder.MTIME_SECONDS * 1000);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
            }
        }
        return jar;
    }

    /** stage1.img with one more layer, that has stage 2 in it: what a node would receive. */
    static Path stage1WithStage2(Path kit, Path target) throws IOException {
        return stage1With(kit, new FileTree().file("stage2.tar", FileTree.PLAIN, kit.resolve("stage2.tar")), target);
    }

    /** stage1.img with one more layer, whose files stand in the place of earlier ones. */
    static Path stage1With(Path kit, FileTree layer, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            Files.copy(kit.resolve("stage1.img"), out);
            out.write(new byte[(int) (-Files.size(kit.resolve("stage1.img")) & 3)]); // cpio starts at a multiple of 4
            CpioWriter.write(layer, out);
        }
        return target;
    }

    static List<String> lines(Path console) throws IOException {
        String text = Files.readString(console, StandardCharsets.ISO_8859_1);
        return text.lines()
                .map(line -> line.replaceAll(".*?(KA \\d|FACT )", "$1").strip())
                .toList();
    }
}
