/** The boot files over HTTP/1.1: the same tree that TFTP serves. */
package org.kaappliance.appliance.http;
