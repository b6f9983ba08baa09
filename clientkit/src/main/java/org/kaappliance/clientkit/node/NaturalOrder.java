package org.kaappliance.clientkit.node;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/** Orders names with numbers in them as people do: {@code 6.1.0-9} before {@code 6.1.0-10}, {@code ata2} before {@code ata10}. Pure. */
final class NaturalOrder implements Comparator<String> {
    @Override
    public int compare(String a, String b) {
        List<String> as = parts(a);
        List<String> bs = parts(b);
        for (int i = 0; i < Math.min(as.size(), bs.size()); i++) {
            int order = comparePart(as.get(i), bs.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(as.size(), bs.size());
    }

    private static List<String> parts(String name) {
        return List.of(name.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)"));
    }

    private static int comparePart(String a, String b) {
        boolean numbers = a.matches("\\d+") && b.matches("\\d+");
        return numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
    }
}
