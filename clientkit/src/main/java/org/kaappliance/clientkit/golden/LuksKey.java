package org.kaappliance.clientkit.golden;

/**
 * The passphrase of an encrypted container. It travels in the order, in the job's session {@code kainstall1}: closed to all who do not hold the job's
 * key, and not to be read by others when {@code relay.encrypt} is on. The job's key itself reaches a node by its menu, so the passphrase is no more
 * secret than the boot network: it is one to start with, to be changed on the clone ({@code cryptsetup luksChangeKey}). Never printed.
 *
 * @param passphrase 1 to 512 characters without control characters, as it is typed when the clone starts
 */
public record LuksKey(String passphrase) {
    private static final int MAX_CHARS = 512;

    /** @throws IllegalArgumentException when it is none; the text does not quote it */
    public LuksKey {
        if (passphrase.isEmpty()
                || passphrase.length() > MAX_CHARS
                || passphrase.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a LUKS passphrase has 1 to " + MAX_CHARS + " characters and no control characters");
        }
    }

    @Override
    public String toString() {
        return "LuksKey[...]";
    }
}
