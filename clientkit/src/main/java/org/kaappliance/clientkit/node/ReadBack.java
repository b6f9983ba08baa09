package org.kaappliance.clientkit.node;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.kaappliance.clientkit.golden.TarCommand;
import org.kaappliance.clientkit.proof.Entry;
import org.kaappliance.clientkit.proof.EntryMaker;
import org.kaappliance.clientkit.proof.EntrySink;
import org.kaappliance.clientkit.proof.Manifest;
import org.kaappliance.clientkit.proof.ManifestReader;
import org.kaappliance.clientkit.proof.Selection;
import org.kaappliance.clientkit.tar.TarReader;

/**
 * Reads the files of a manifest from the disk, in its order, by GNU tar: it sees all that went into the stream in the first place.
 *
 * @param dir where the files are, as the tools see it
 * @param root the same as this program sees it
 */
record ReadBack(Tools tools, String dir, Path root) {
    private static final int BUFFER_BYTES = 256 << 10;

    /**
     * Gives an entry for each file that can be read.
     *
     * @throws IOException when tar says nothing more, or what is no archive
     */
    void run(Manifest manifest, Selection selection, EntrySink found) throws IOException, InterruptedException {
        Tools.Piped tar = tools.pipe(TarCommand.readBack(dir));
        Thread names = new Thread(() -> feed(manifest, selection, tar), "verify-names");
        names.setDaemon(true);
        names.start();
        try (InputStream in = tar.output();
                ReadAhead ahead = ReadAhead.begin(root, manifest, selection)) {
            TarReader reader = new TarReader(new EntryMaker(entry -> {
                ahead.passed(entry);
                found.take(entry);
            }));
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            for (int n = in.read(buffer.array()); n >= 0; n = in.read(buffer.array())) {
                reader.take(buffer.clear().limit(n));
            }
            reader.finish();
        } catch (IOException e) {
            throw new IOException("the disk cannot be read back: " + e.getMessage() + tar.lastWords(), e);
        } finally {
            tar.end();
            names.join();
        }
    }

    /** Who cannot be fed any more has ended, and says so by its output. */
    private static void feed(Manifest manifest, Selection selection, Tools.Piped tar) {
        try (OutputStream input = new BufferedOutputStream(tar.input(), BUFFER_BYTES);
                ManifestReader entries = manifest.open()) {
            for (Optional<Entry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                if (selection.takes(entry.get())) {
                    input.write(entry.get().path().getBytes(StandardCharsets.ISO_8859_1));
                    input.write(0);
                }
            }
        } catch (IOException e) {
            tar.destroy();
        }
    }
}
