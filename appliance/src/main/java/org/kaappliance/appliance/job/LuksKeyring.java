package org.kaappliance.appliance.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.LuksKey;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.config.Settings.LuksKeyFiles;

/**
 * The passphrases of encrypted containers. They stand in files that only their owner may read, are read anew for each plan, and are kept nowhere else.
 *
 * @param files which
 */
public record LuksKeyring(LuksKeyFiles files) {
    static final LuksKeyring NONE = new LuksKeyring(new LuksKeyFiles(Optional.empty(), Map.of()));

    /** @throws PlanException every container without a passphrase, and every file that cannot be one's */
    DiskPlan addTo(DiskPlan plan) throws PlanException {
        List<String> problems = new ArrayList<>();
        List<StorageLayer> layers = new ArrayList<>();
        for (StorageLayer layer : plan.layers()) {
            layers.add(layer instanceof LuksContainer luks ? withKey(luks, problems) : layer);
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        return new DiskPlan(plan.drives(), layers, plan.volumes(), plan.choice());
    }

    private LuksContainer withKey(LuksContainer luks, List<String> problems) {
        Path own = files.containers().get(luks.opened());
        Optional<Path> file = Optional.ofNullable(own).or(files::all);
        if (file.isEmpty()) {
            problems.add(luks.container().path() + " holds the encrypted container " + luks.opened()
                    + ", and nothing says its passphrase: name a file that has it, clone.luks-key = \"/path\" in the settings,"
                    + " or clone.luks-keys { " + luks.opened() + " = \"/path\" } for this one");
            return luks;
        }
        String key = own == null ? "clone.luks-key" : "clone.luks-keys." + luks.opened();
        try {
            return luks.with(read(file.get()));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(key + ": " + file.get() + " " + e.getMessage());
            return luks;
        }
    }

    private static LuksKey read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("is not there, or is no file");
        }
        Set<PosixFilePermission> others = Files.getPosixFilePermissions(file);
        others.removeIf(permission -> permission.name().startsWith("OWNER_"));
        if (!others.isEmpty()) {
            throw new IOException("may be read or changed by others than its owner: chmod 600 " + file);
        }
        return new LuksKey(first(file));
    }

    private static String first(Path file) throws IOException {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new IOException("cannot be read as text: " + e.getMessage(), e);
        }
    }
}
