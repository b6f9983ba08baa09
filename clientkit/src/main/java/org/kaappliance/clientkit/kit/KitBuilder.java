package org.kaappliance.clientkit.kit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Builds the kit. Blocking, a minute or less; any thread, one build of a folder at a time. */
public final class KitBuilder {
    /** Raised when the same inputs make another kit. */
    static final int FORMAT = 1;

    /** 1980-01-01, the time of every file in a kit. */
    static final long MTIME_SECONDS = 315_532_800L;

    /** That of this host's packages has 90 MiB; a node with 512 MiB has not room for much more. */
    private static final long LARGE_STAGE2_BYTES = 192L << 20;

    private final KitSpec spec;
    private final Consumer<String> progress;
    private final HostKernel kernel;
    private final Busybox busybox;
    private final JavaLayer java;
    private final List<Layer> layers;
    private final Stage2 stage2;

    private KitBuilder(KitSpec spec, Consumer<String> progress) throws KitException {
        this.spec = spec;
        this.progress = progress;
        kernel = HostKernel.of(spec);
        busybox = Busybox.ofHost();
        java = JavaLayer.of(spec, progress);
        layers = List.of(new SystemLayer(kernel, busybox, progress), java, NodeLayer.of(spec));
        stage2 = Stage2.of(spec, busybox, kernel);
    }

    /**
     * Builds the kit unless it {@linkplain #isCurrent is current}; says {@code up to date} then.
     *
     * @param progress gets one line a step, on the calling thread
     * @throws KitException what is missing on this host and how to install it; an earlier kit is left as it was
     */
    public static KitManifest build(KitSpec spec, Consumer<String> progress) throws KitException {
        KitBuilder builder = new KitBuilder(spec, progress);
        try (KitDirectory directory = KitDirectory.lock(spec.outDir())) {
            Optional<KitManifest> old = intact(spec.outDir());
            if (old.isPresent() && builder.currentIn(old.get())) {
                progress.accept("up to date");
                return old.get();
            }
            return builder.build(directory, old);
        } catch (IOException e) {
            throw new KitException("cannot build the kit in " + spec.outDir() + ": " + e.getMessage(), e);
        }
    }

    /**
     * True when the kit is there, is whole, and everything that it was made from is unchanged.
     *
     * @throws KitException something of this host that a build needs is missing
     */
    public static boolean isCurrent(KitSpec spec) throws KitException {
        KitBuilder builder = new KitBuilder(spec, line -> {});
        Optional<KitManifest> kit = intact(spec.outDir());
        return kit.isPresent() && builder.currentIn(kit.get());
    }

    private boolean currentIn(KitManifest kit) throws KitException {
        return kit.values().entrySet().containsAll(description().entrySet())
                && kit.inputs().equals(inputs());
    }

    private KitManifest build(KitDirectory directory, Optional<KitManifest> old) throws KitException, IOException {
        long startNanos = System.nanoTime();
        Path building = directory.newBuild();
        Path work = Files.createDirectories(building.resolve("work"));
        progress.accept("kernel " + kernel.version());
        FileTree tools = stage2.tree(Files.createDirectories(work.resolve("stage2")), progress);
        Files.copy(kernel.image(), building.resolve(KitManifest.VMLINUZ));
        Map<String, String> lines = new TreeMap<>(description());
        inputs().forEach((path, stamp) -> lines.put("input." + path, stamp));
        Path stage1 = building.resolve(KitManifest.STAGE1);
        lines.putAll(new Stage1Image(stage1, spec.outDir().resolve(KitManifest.STAGE1), old).write(layers, work));
        progress.accept("stage 1: " + mebibytes(Files.size(stage1)));
        Path tar = building.resolve(KitManifest.STAGE2);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16)) {
            TarWriter.write(tools, out);
        }
        progress.accept("stage 2: " + mebibytes(Files.size(tar)));
        if (Files.size(tar) > LARGE_STAGE2_BYTES) {
            progress.accept("nodes keep stage 2 in memory: leave out of it what they do not need");
        }
        stage2.missing().forEach((tool, debianPackage) -> {
            lines.put(KitManifest.LACKS + tool, debianPackage);
            progress.accept("stage 2 has no " + tool + ": apt install " + debianPackage + " if a clone needs it");
        });
        KitDirectory.delete(work);
        for (String name : KitManifest.FILES) {
            Path file = building.resolve(name);
            lines.put("file." + name, Stamps.sha256(file) + " " + Files.size(file));
        }
        KitManifest manifest = new KitManifest(lines);
        Files.writeString(building.resolve(KitManifest.FILE_NAME), manifest.text());
        directory.publish(building);
        progress.accept("built in " + (System.nanoTime() - startNanos) / 1_000_000_000 + " s: " + spec.outDir());
        return manifest;
    }

    /** What was asked for, in the manifest's lines. */
    private Map<String, String> description() throws KitException {
        String settings = Stamps.sha256(List.of(
                Integer.toString(FORMAT),
                layers.get(0).settings().toString(),
                java.settings().toString(),
                layers.get(2).settings().toString(),
                kernel.image().toString(),
                kernel.modulesDir().toString(),
                stage2.settings().toString()));
        return Map.of("kernel.version", kernel.version(), "java.version", java.version(), "spec", settings);
    }

    private Map<String, String> inputs() throws KitException {
        Map<String, String> inputs = new TreeMap<>(Stamps.of(stage2.inputs()));
        inputs.put(kernel.image().toString(), Stamps.of(kernel.image()));
        for (Layer layer : layers) {
            inputs.putAll(Stamps.of(layer.inputs()));
        }
        return inputs;
    }

    /** The kit of a folder, when its files are as its manifest says. */
    private static Optional<KitManifest> intact(Path dir) {
        try {
            KitManifest manifest = KitManifest.load(dir);
            for (String name : KitManifest.FILES) {
                Path file = dir.resolve(name);
                KitManifest.KitFile expected = manifest.file(name);
                if (Files.size(file) != expected.sizeBytes()
                        || !Stamps.sha256(file).equals(expected.sha256())) {
                    return Optional.empty();
                }
            }
            return Optional.of(manifest);
        } catch (KitException | IOException e) {
            return Optional.empty(); // no kit, or a damaged one: build it
        }
    }

    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
