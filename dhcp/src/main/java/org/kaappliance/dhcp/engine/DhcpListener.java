package org.kaappliance.dhcp.engine;

/** Hears what happens. */
@FunctionalInterface
public interface DhcpListener {

    /** Called on the server's event loop after the reply was handed to the kernel: it must not block. */
    void on(DhcpEvent event);
}
