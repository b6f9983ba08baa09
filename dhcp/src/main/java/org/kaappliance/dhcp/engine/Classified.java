package org.kaappliance.dhcp.engine;

import java.util.List;

/** Whether a message is for us. */
public sealed interface Classified {

    record Request(ClientRequest request) implements Classified {}

    /** @param reasons all of them, at least one */
    record NotForUs(List<Effect.Why> reasons) implements Classified {}
}
