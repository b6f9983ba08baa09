package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.ImageGolden;
import org.kaappliance.clientkit.golden.LocalGolden;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.remote.GoldenAddress;
import org.kaappliance.clientkit.remote.RemoteGolden;
import org.kaappliance.relay.SessionKey;

/** What {@code --source} means: this host, a directory tree, a disk image, or another machine. */
final class GoldenSource {
    private GoldenSource() {}

    /** Whether another machine has to be asked, which may not answer just now. */
    static boolean isElsewhere(String source) {
        return GoldenAddress.isOne(source);
    }

    /** The root of the system as this host sees it; of another machine that one's own. */
    static Path root(String source) {
        return GoldenAddress.isOne(source) ? Path.of("/") : Path.of(source);
    }

    /**
     * Finds it.
     *
     * @param key that {@code golden serve} has, too
     * @throws PlanException when it is none
     * @throws IOException when the key cannot be read
     */
    static GoldenSystem of(String source, Optional<Path> key) throws PlanException, IOException {
        if (GoldenAddress.isOne(source)) {
            Path file = key.orElseThrow(() -> new PlanException("--source " + source
                    + ": set clone.source-key to the file with the key that 'golden serve --key' was given there"));
            return new RemoteGolden(GoldenAddress.parse(source), SessionKey.read(file));
        }
        Path path = Path.of(source);
        if (!Files.exists(path)) {
            throw new PlanException("--source " + source + " is not there");
        }
        return Files.isDirectory(path) ? new LocalGolden() : new ImageGolden();
    }
}
