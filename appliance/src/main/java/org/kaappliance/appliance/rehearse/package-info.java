/** Rehearsals: a clone onto virtual machines of this host, in a network namespace of its own (docs/adr/021). */
package org.kaappliance.appliance.rehearse;
