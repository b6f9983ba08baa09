package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java runtime of stage 1 at {@code /opt/java}, cut from a JDK by jlink, with its C libraries. Uncompressed by jlink,
 * since zstd packs it much better then; with the archive of the JDK's own classes, which halves the start on slow machines.
 */
final class JavaLayer implements Layer {
    static final List<String> MODULES = List.of("java.base", "java.logging", "jdk.net", "jdk.unsupported");

    /** What jlink brings and a node never opens. */
    private static final Pattern UNUSED =
            Pattern.compile("legal/.*|lib/(classlist|jexec|jrt-fs\\.jar)|bin/(?!java$).*|.*\\.(diz|debuginfo)");

    private static final Path UTF8_LOCALE = Path.of("/usr/lib/locale/C.utf8");
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(.*)\"$");

    private final Path jdk;
    private final Consumer<String> progress;

    private JavaLayer(Path jdk, Consumer<String> progress) {
        this.jdk = jdk;
        this.progress = progress;
    }

    /** The runtime that is cut from the request's JDK, else from the one that runs this. */
    static JavaLayer of(KitSpec spec, Consumer<String> progress) throws KitException {
        Path jdk = spec.jdk().orElse(Path.of(System.getProperty("java.home")));
        if (!Files.isExecutable(jdk.resolve("bin/jlink"))) {
            throw new KitException("no jlink in " + jdk + ": apt install openjdk-17-jdk-headless");
        }
        return new JavaLayer(jdk, progress);
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public Collection<Path> inputs() throws KitException {
        List<Path> parts = Stream.of(
                        "bin/java", "lib/server/libjvm.so", "lib/libjava.so", "lib/libnet.so", "lib/libnio.so")
                .map(jdk::resolve)
                .filter(Files::exists)
                .toList();
        SortedSet<Path> inputs = SharedLibraries.of(parts);
        inputs.removeIf(library -> library.startsWith(jdk));
        inputs.addAll(parts);
        inputs.add(jdk.resolve("release"));
        inputs.add(jdk.resolve("lib/modules"));
        return inputs;
    }

    @Override
    public List<String> settings() throws KitException {
        return List.of(jdk.toString(), version(), MODULES.toString());
    }

    String version() throws KitException {
        Path release = jdk.resolve("release");
        try {
            Matcher m = VERSION.matcher(Files.readString(release));
            if (m.find()) {
                return m.group(1);
            }
        } catch (IOException e) {
            throw new KitException("cannot read " + release + ": apt install openjdk-17-jdk-headless", e);
        }
        throw new KitException(release + " names no version: apt install openjdk-17-jdk-headless");
    }

    @Override
    public FileTree tree(Path work) throws KitException, IOException {
        progress.accept("stage 1: Java runtime " + version());
        Path runtime = link(work.resolve("java"));
        FileTree tree = new FileTree();
        SortedSet<Path> natives = new TreeSet<>();
        try (Stream<Path> files = Files.walk(runtime)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = runtime.relativize(file).toString();
                if (UNUSED.matcher(name).matches()) {
                    continue;
                }
                tree.file("opt/java/" + name, Files.isExecutable(file) ? 0755 : 0644, file);
                if (name.endsWith(".so") || name.equals("bin/java")) {
                    natives.add(file);
                }
            }
        }
        addLibraries(tree, runtime, natives);
        return tree;
    }

    private Path link(Path runtime) throws KitException, IOException {
        HostCommand.output(List.of(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                runtime.toString()));
        // the archive is bound to the time of this file; cpio gives every file the same
        Files.setLastModifiedTime(runtime.resolve("lib/modules"), FileTime.fromMillis(KitBuilder.MTIME_SECONDS * 1000));
        HostCommand.output(List.of(runtime.resolve("bin/java").toString(), "-XX:+UseG1GC", "-Xshare:dump"));
        return runtime;
    }

    private static void addLibraries(FileTree tree, Path runtime, Collection<Path> natives)
            throws KitException, IOException {
        tree.directory("usr/lib", FileTree.EXECUTABLE).directory("usr/lib64", FileTree.EXECUTABLE);
        tree.link("lib", "usr/lib").link("lib64", "usr/lib64");
        for (Path library : SharedLibraries.of(natives)) {
            if (!library.startsWith(runtime.toRealPath()) && !library.startsWith(runtime)) {
                tree.file(library.toString(), FileTree.EXECUTABLE, library);
            }
        }
        addLocale(tree);
    }

    /** Java passes arguments to other programs in the encoding of the locale; names of files may be in UTF-8. */
    static void addLocale(FileTree tree) throws IOException {
        if (!Files.isDirectory(UTF8_LOCALE) || tree.contains(UTF8_LOCALE.toString())) {
            return;
        }
        try (Stream<Path> files = Files.walk(UTF8_LOCALE)) {
            files.filter(Files::isRegularFile).forEach(file -> tree.file(file.toString(), FileTree.PLAIN, file));
        }
    }
}
