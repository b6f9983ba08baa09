package org.kaappliance.dhcp;

import java.util.List;

/** Whether a message is for us. */
sealed interface Classified {

    record Request(ClientRequest request) implements Classified {}

    /** @param reasons all of them, at least one */
    record NotForUs(List<String> reasons) implements Classified {}
}
