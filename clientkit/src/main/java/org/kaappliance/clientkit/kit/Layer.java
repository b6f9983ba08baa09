package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * A part of stage 1 that is an archive of its own. The kernel unpacks any number of them one after another, so a layer
 * whose inputs are unchanged is copied from the kit before.
 */
interface Layer {
    String name();

    /** The host's files that it is made from. */
    Collection<Path> inputs() throws KitException;

    /** What else it is made from: versions, lists, digests. */
    List<String> settings() throws KitException;

    /** Composes its files. @param work an empty folder that is there until the archive is written */
    FileTree tree(Path work) throws KitException, IOException;

    /** Changes whenever the archive may come out different. */
    default String key() throws KitException {
        return Stamps.sha256(List.of(
                Integer.toString(KitBuilder.FORMAT),
                settings().toString(),
                Stamps.of(inputs()).toString()));
    }
}
