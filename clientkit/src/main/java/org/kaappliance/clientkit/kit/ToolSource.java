package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/** Where the programs of stage 2 come from. */
interface ToolSource {
    /** What they are, besides {@link #inputs}. */
    List<String> settings() throws KitException;

    /** The host's files that they are made from. */
    Collection<Path> inputs();

    /**
     * Puts them into the tree, with all that they need.
     *
     * @param work an empty folder that is there until the archive is written
     * @return optional programs that are not there, and the Debian package of each
     * @throws KitException names all that are missing in one line
     */
    SortedMap<String, String> addTo(FileTree tree, Path work) throws KitException, IOException;
}
