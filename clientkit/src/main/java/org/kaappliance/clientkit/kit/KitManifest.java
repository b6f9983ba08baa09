package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code kit.properties} says about a finished kit: versions, sizes and digests of its files, and what they were
 * made from. Lines {@code key=value}, sorted by key, UTF-8; neither keys nor values hold a line break, keys no {@code =}.
 *
 * <ul>
 *   <li>{@code kernel.version}, {@code java.version}, {@code spec}: what was built, and a digest of the request
 *   <li>{@code file.<name>=<sha256> <bytes>}: {@code vmlinuz}, {@code stage1.img}, {@code stage2.tar}
 *   <li>{@code layer.<name>=<key> <offset> <bytes>}: the archives that {@code stage1.img} is a concatenation of
 *   <li>{@code lacks.<tool>=<Debian package>}: what this host had not for stage 2; a plan that needs it is refused
 *   <li>{@code input.<path>=<bytes> <mtime, ms since 1970>}: the files of the host that went in
 * </ul>
 *
 * @param values every line
 */
public record KitManifest(Map<String, String> values) {
    static final String FILE_NAME = "kit.properties";
    static final String LACKS = "lacks.";
    static final String VMLINUZ = "vmlinuz";
    static final String STAGE1 = "stage1.img";
    static final String STAGE2 = "stage2.tar";
    static final List<String> FILES = List.of(VMLINUZ, STAGE1, STAGE2);

    public KitManifest {
        values = Map.copyOf(values);
    }

    /** One file of the kit. @param sha256 64 lower-case hex digits */
    public record KitFile(String sha256, long sizeBytes) {}

    /** One archive inside {@code stage1.img}. @param key names the inputs that it was made from */
    record Layer(String key, long offset, long sizeBytes) {}

    /**
     * The manifest of the kit in a folder.
     *
     * @throws KitException when there is no kit, or its manifest cannot be understood
     */
    public static KitManifest load(Path dir) throws KitException {
        Path file = dir.resolve(FILE_NAME);
        try {
            KitDirectory.recover(dir);
            if (!Files.isRegularFile(file)) {
                throw new KitException("no kit in " + dir + ": run `kit build`");
            }
            return parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new KitException("cannot read " + file + " (" + e.getMessage() + "): run `kit build`", e);
        }
    }

    /** Reads the lines; throws {@link IllegalArgumentException} when one is not {@code key=value} or a file is missing. */
    static KitManifest parse(String text) {
        Map<String, String> values = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(KitManifest::entry)
                .collect(Collectors.toMap(e -> e[0], e -> e[1], (a, b) -> b));
        KitManifest manifest = new KitManifest(values);
        FILES.forEach(manifest::file);
        manifest.kernelVersion();
        return manifest;
    }

    private static String[] entry(String line) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("not key=value: " + line);
        }
        return new String[] {line.substring(0, equals), line.substring(equals + 1)};
    }

    String text() {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue() + "\n")
                        .collect(Collectors.joining("", "# made by `kit build`; do not edit\n", ""));
    }

    /** As {@code uname -r} says on a node. */
    public String kernelVersion() {
        return required("kernel.version");
    }

    /** Of the node's Java runtime. */
    public String javaVersion() {
        return required("java.version");
    }

    /** One of {@code vmlinuz}, {@code stage1.img}, {@code stage2.tar}. */
    public KitFile file(String name) {
        String[] words = required("file." + name).split(" ");
        if (words.length != 2) {
            throw new IllegalArgumentException("file." + name + " is not `sha256 bytes`");
        }
        return new KitFile(words[0], Long.parseLong(words[1]));
    }

    /** Programs for file systems, RAID and LVM that stage 2 has not ({@code mkfs.xfs}), and the Debian package that brings each. */
    public SortedMap<String, String> missingTools() {
        SortedMap<String, String> missing = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(LACKS)) {
                missing.put(key.substring(LACKS.length()), value);
            }
        });
        return missing;
    }

    Optional<Layer> layer(String name) {
        String value = values.get("layer." + name);
        if (value == null) {
            return Optional.empty();
        }
        String[] words = value.split(" ");
        return words.length != 3
                ? Optional.empty()
                : Optional.of(new Layer(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
    }

    /** The host's files that went in, with their stamps as of the build. */
    Map<String, String> inputs() {
        return values.entrySet().stream()
                .filter(e -> e.getKey().startsWith("input."))
                .collect(Collectors.toMap(e -> e.getKey().substring("input.".length()), Map.Entry::getValue));
    }

    private String required(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }
}
