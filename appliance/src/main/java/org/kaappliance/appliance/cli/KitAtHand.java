package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.kaappliance.clientkit.kit.KitBuilder;
import org.kaappliance.clientkit.kit.KitException;
import org.kaappliance.clientkit.kit.KitManifest;
import org.kaappliance.clientkit.kit.KitSpec;
import org.kaappliance.config.Settings;

/** The kit that a clone would use: the one that is there, made where there is none, and anew where it is of other parts than this host has now. */
final class KitAtHand {
    private KitAtHand() {}

    /**
     * Makes sure that there is one.
     *
     * @param say gets a line a step
     * @throws IOException what is missing on this host
     */
    static void ensure(Settings settings, Consumer<String> say) throws IOException {
        try {
            KitSpec spec = KitCommand.spec(settings.kit());
            if (KitBuilder.isCurrent(spec)) {
                return;
            }
            if (Files.exists(settings.control().socket()) && isThere(settings.kit())) {
                say.accept("the kit in " + settings.kit().directory()
                        + " is of other parts than this host has now; an appliance uses it, so it is rehearsed as it is"
                        + " ('kit build' makes it anew)");
                return;
            }
            say.accept("building the kit in " + settings.kit().directory());
            KitBuilder.build(spec, say);
        } catch (KitException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isThere(Settings.Kit kit) {
        try {
            KitManifest.load(kit.directory());
            return true;
        } catch (KitException e) {
            return false;
        }
    }
}
