#ifndef POSTBOEK_CURL_SHIM_H
#define POSTBOEK_CURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* Swift cannot call functions with a variable number of arguments. */

typedef size_t (*postboek_curl_writer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode postboek_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode postboek_curl_set_number(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode postboek_curl_set_writer(CURL *handle, postboek_curl_writer writer, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, writer);
    if (code != CURLE_OK) return code;
    return (curl_easy_setopt)(handle, CURLOPT_WRITEDATA, context);
}

/* Whether an IPv4 address, in host order, is of this machine or of a network that is not the internet (RFC 6890). */
static inline int postboek_is_private_v4(uint32_t address) {
    return (address >> 24) == 0 || (address >> 24) == 10 || (address >> 24) == 127 || (address >> 28) >= 14
        || (address >> 22) == ((100u << 2) | 1u) || (address >> 16) == ((169u << 8) | 254u)
        || (address >> 20) == ((172u << 4) | 1u) || (address >> 16) == ((192u << 8) | 168u)
        || (address >> 8) == (192u << 16) || (address >> 17) == (((198u << 8) | 18u) >> 1);
}

static inline int postboek_is_private(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        return postboek_is_private_v4(ntohl(v4->sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        const uint8_t *bytes = ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr;
        static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
        static const uint8_t translated[12] = {0, 0x64, 0xff, 0x9b};
        if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, translated, 12) == 0) {
            return postboek_is_private_v4(
                ((uint32_t)bytes[12] << 24) | ((uint32_t)bytes[13] << 16) | ((uint32_t)bytes[14] << 8) | bytes[15]);
        }
        /* Only 2000::/3 is given out. */
        return (bytes[0] & 0xe0) != 0x20;
    }
    return 1;
}

static curl_socket_t postboek_open_public_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
    if (postboek_is_private(&address->addr)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype, address->protocol);
}

/* Lets a handle connect to addresses of the internet alone, whatever a name resolves to. */
static inline CURLcode postboek_curl_refuse_private(CURL *handle) {
    return (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, postboek_open_public_socket);
}

#endif
