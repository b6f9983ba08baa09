package org.kaappliance.clientkit.console;

import java.io.IOException;
import java.util.List;

/** What starts commands on a node. */
@FunctionalInterface
public interface Commands {
    /** For machines on which nothing is to be run. */
    Commands NONE = command -> {
        throw new IOException("this machine was started to run no commands (stage1.exec = false)");
    };

    /**
     * Starts one; nothing is on its standard input.
     *
     * @param command its words
     * @throws IOException when it cannot be started; one line that says why
     */
    Process start(List<String> command) throws IOException;
}
