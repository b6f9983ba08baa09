package org.kaappliance.clientkit.proof;

/** Tells whether two sets of paths are the same by what they sum up to, 64 bits and a count; the order of the paths does not matter. */
public final class PathSet {
    private long sum;
    private long count;

    public void add(String path) {
        sum += mix(path);
        count++;
    }

    /** 64 bits that look random (the finalizer of MurmurHash3 behind a polynomial). */
    static long mix(String path) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < path.length(); i++) {
            hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathSet set && set.sum == sum && set.count == count;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sum);
    }

    @Override
    public String toString() {
        return count + " paths";
    }
}
