package org.kaappliance.tftp;

/** Hears what became of every request. */
@FunctionalInterface
public interface TftpListener {

    /** Called on the server's event loop: must not block. What it throws is logged and goes no further. */
    void on(TftpEvent event);
}
