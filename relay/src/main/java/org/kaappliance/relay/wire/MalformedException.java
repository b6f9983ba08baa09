package org.kaappliance.relay.wire;

/** Stays within this package: the codecs' doors turn it into {@link Message.Malformed}. */
final class MalformedException extends RuntimeException {
    MalformedException(String reason) {
        super(reason, null, false, false);
    }
}
