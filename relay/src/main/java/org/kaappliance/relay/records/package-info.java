/** The stream as a sequence of records, each compressed or not: made at the source, undone at each node's sink. zstd-jni stays behind {@link org.kaappliance.relay.records.Zstd}. */
package org.kaappliance.relay.records;
