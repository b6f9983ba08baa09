/**
 * Commands on machines in stage 1: sealed connections that a node holds open to the appliance, both ends. The protocol stands in
 * {@code docs/report-wire.md}.
 */
package org.kaappliance.clientkit.console;
