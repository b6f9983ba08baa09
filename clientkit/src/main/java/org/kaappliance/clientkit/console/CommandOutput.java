package org.kaappliance.clientkit.console;

import java.io.IOException;

/** Takes what a command on a node prints. One thread calls; while it is held up, so is the command. An exception ends the command. */
public interface CommandOutput {
    void output(byte[] bytes) throws IOException;

    /** @param bytes of its standard error */
    void errors(byte[] bytes) throws IOException;
}
