package org.kaappliance.clientkit.kit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts the layers of stage 1 one after another into {@code stage1.img}, each a cpio archive packed by zstd. */
final class Stage1Image {
    /** 29 MiB in 7 s; level 19 makes it 26 MiB and takes six times as long. */
    private static final String ZSTD_LEVEL = "-12";

    private final Path image;
    private final Path old;
    private final Optional<KitManifest> oldManifest;

    /** @param old the stage1.img of the kit before; its layers are used again where {@code oldManifest} has their key */
    Stage1Image(Path image, Path old, Optional<KitManifest> oldManifest) {
        this.image = image;
        this.old = old;
        this.oldManifest = oldManifest;
    }

    /** Writes the image; returns the manifest's lines about its layers. */
    Map<String, String> write(List<Layer> layers, Path work) throws KitException, IOException {
        Map<String, String> lines = new TreeMap<>();
        try (FileChannel out = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (Layer layer : layers) {
                long offset = out.position();
                append(layer, work, out);
                lines.put("layer." + layer.name(), layer.key() + " " + offset + " " + (out.position() - offset));
            }
        }
        return lines;
    }

    private void append(Layer layer, Path work, FileChannel out) throws KitException, IOException {
        String key = layer.key();
        Optional<KitManifest.Layer> same = oldManifest
                .flatMap(m -> m.layer(layer.name()))
                .filter(l -> l.key().equals(key));
        if (same.isPresent()) {
            copy(old, same.get().offset(), same.get().sizeBytes(), out);
            return;
        }
        Path folder = Files.createDirectories(work.resolve(layer.name()));
        Path packed = work.resolve(layer.name() + ".cpio.zst");
        pack(layer.tree(folder), packed);
        copy(packed, 0, Files.size(packed), out);
        Files.delete(packed);
        KitDirectory.delete(folder);
    }

    private static void pack(FileTree tree, Path target) throws KitException {
        String zstd = HostTools.find("zstd", "zstd").toString();
        HostCommand.filter(
                List.of(zstd, "-q", "-T0", ZSTD_LEVEL),
                stdin -> {
                    OutputStream buffered = new BufferedOutputStream(stdin, 1 << 16);
                    CpioWriter.write(tree, buffered);
                    buffered.flush();
                },
                target);
    }

    private static void copy(Path source, long offset, long sizeBytes, FileChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(source)) {
            long copied = 0;
            while (copied < sizeBytes) {
                long n = in.transferTo(offset + copied, sizeBytes - copied, out);
                if (n <= 0) {
                    throw new IOException(source + " is shorter than its manifest says");
                }
                copied += n;
            }
        }
    }
}
