package org.kaappliance.clientkit.node;

/** Where the node program says what it does. */
@FunctionalInterface
interface StepLog {
    void line(String text);
}
