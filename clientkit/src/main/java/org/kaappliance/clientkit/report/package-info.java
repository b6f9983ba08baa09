/** The report channel between a node and the appliance, both ends; the protocol stands in {@code docs/report-wire.md}. */
package org.kaappliance.clientkit.report;
