package org.kaappliance.dhcp.engine;

import org.kaappliance.config.MacAddress;

/** Hears what happens. */
@FunctionalInterface
public interface DhcpListener {

    /** Called on the server's event loop after the reply was handed to the kernel: it must not block. */
    void on(DhcpEvent event);

    /** What a machine is called in the log; empty text when it has no name. On the event loop, too. */
    default String nameOf(MacAddress mac) {
        return "";
    }
}
