package org.kaappliance.clientkit.proof;

import java.io.IOException;

/** Takes entries in the order of the stream. */
@FunctionalInterface
public interface EntrySink {
    void take(Entry entry) throws IOException;
}
