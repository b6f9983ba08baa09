package org.kaappliance.clientkit.proof;

import java.util.Objects;
import org.kaappliance.clientkit.tar.TarMember;

/**
 * A line of a manifest: a member, its extended attributes and its content as sums.
 *
 * @param member without attributes
 * @param attributes the sum of its extended attributes; 0 when it has none
 * @param content of a file, the {@link ContentSum}; else 0
 */
public record Entry(TarMember member, long attributes, long content) {
    public Entry {
        Objects.requireNonNull(member, "member");
    }

    public String path() {
        return member.path();
    }
}
