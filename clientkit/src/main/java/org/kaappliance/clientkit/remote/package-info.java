/** Another machine as the golden node: what {@code golden serve} says to the appliance, both ends; the protocol stands in {@code docs/golden-wire.md}. */
package org.kaappliance.clientkit.remote;
