import { QueryClient } from '@tanstack/vue-query'

import { ApiError } from './api/http'

/** Answers are kept for a short while; only lost connections and overload are tried again by themselves. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 60_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
  },
})
