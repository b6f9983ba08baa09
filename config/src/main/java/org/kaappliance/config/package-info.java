/** Value types and typed settings; knows no protocol. */
package org.kaappliance.config;
