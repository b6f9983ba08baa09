package org.kaappliance.appliance.http;

/** Hears how boot files are sent. */
@FunctionalInterface
public interface HttpFileListener {

    /** Called on an event loop of the server: it must not block. */
    void on(HttpFileEvent event);
}
