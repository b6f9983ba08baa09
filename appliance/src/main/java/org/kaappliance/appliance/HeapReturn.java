package org.kaappliance.appliance;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the JVM give memory back that it needed once: a storm of boots lets the heap grow to what the machine has, and G1 only shrinks
 * it when it collects, which an idle appliance never does. These flags of HotSpot can be set while it runs (JEP 346).
 */
final class HeapReturn {
    private static final Logger LOG = LoggerFactory.getLogger(HeapReturn.class);
    /** In an order in which the lower ratio is never above the higher one. */
    private static final Map<String, String> FLAGS = new LinkedHashMap<>();

    static {
        FLAGS.put("MinHeapFreeRatio", "10");
        FLAGS.put("MaxHeapFreeRatio", "30");
        FLAGS.put("G1PeriodicGCInterval", "30000"); // milliseconds
    }

    private HeapReturn() {}

    /** Does nothing on a JVM that has no such flags, or where the administrator has set one. */
    static void arrange() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm != null) {
            FLAGS.forEach((flag, value) -> set(jvm, flag, value));
        }
    }

    private static void set(HotSpotDiagnosticMXBean jvm, String flag, String value) {
        try {
            if (jvm.getVMOption(flag).getOrigin() == VMOption.Origin.DEFAULT) {
                jvm.setVMOption(flag, value);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("{}: {}", flag, e.toString());
        }
    }
}
