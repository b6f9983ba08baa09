package org.kaappliance.relay.wire;

/** What the digest of a whole stream is made of (docs/wire.md, The digest). Codes on the wire: the order here, from 0. */
public enum DigestKind {
    /** SHA-256 of the stream: nobody can make another stream of the same digest. */
    SHA_256("sha256"),
    /** SHA-256 of the 64-bit checksums of its pieces: faster than any wire on any processor, and no proof against a forger. */
    CHECKSUMS("checksums");

    private final String label;

    DigestKind(String label) {
        this.label = label;
    }

    /** As it stands before a digest in a text. */
    public String label() {
        return label;
    }
}
