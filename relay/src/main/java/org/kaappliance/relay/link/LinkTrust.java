package org.kaappliance.relay.link;

import java.net.Inet4Address;
import java.util.Optional;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.Trust.Cipher;
import org.kaappliance.relay.seal.KeySchedule;
import org.kaappliance.relay.wire.Discovery;

/** What one end holds of a session: its name, its key when it has one, and whether the stream is encrypted. Thread-safe. */
public final class LinkTrust {
    private final String session;
    private final Optional<KeySchedule> keys;
    private volatile Cipher cipher;

    private LinkTrust(String session, Optional<KeySchedule> keys, Cipher cipher) {
        this.session = session;
        this.keys = keys;
        this.cipher = cipher;
    }

    public static LinkTrust of(String session, Trust trust) {
        return new LinkTrust(session, trust.key().map(KeySchedule::new), trust.cipher());
    }

    /** Of a session without a key. */
    public static LinkTrust open(String session) {
        return of(session, Trust.OPEN);
    }

    public String session() {
        return session;
    }

    Optional<KeySchedule> keys() {
        return keys;
    }

    Cipher cipher() {
        return cipher;
    }

    /** A node encrypts as its source says, which has proved itself; once on, it stays on. */
    void learn(Cipher ofSource) {
        if (ofSource == Cipher.AES_GCM) {
            cipher = ofSource;
        }
    }

    /**
     * Why an end must not be talked to.
     *
     * @param proven the session whose key it has proved to hold; empty: none
     */
    Optional<String> refusal(Optional<String> proven) {
        if (keys.isPresent() && !proven.equals(Optional.of(session))) {
            return Optional.of("session " + session + " needs a key");
        }
        return keys.isEmpty() && proven.isPresent()
                ? Optional.of("session " + session + " has no key")
                : Optional.empty();
    }

    /** What proves that an answer to a node that looks for this session is its server's; empty in a session without a key. */
    Optional<Discovery.Tag> tag(Discovery.Reply reply, Inet4Address server) {
        return keys.map(k -> k.discoveryTag(reply, server));
    }
}
