// All pages: where they are, what they are called, who may see them, and where they stand in the navigation. `css` names
// style sheets of their own, `key` leads there after g. The server answers for these paths, too: see WebFeature.

export const PAGES = [
  { path: '/', title: 'Overview', key: 'o', css: 'overview', icon: 'overview', group: '', load: () => import('../pages/overview.js') },
  { path: '/servers', title: 'Servers', key: 's', icon: 'server', group: '', needs: 'servers:read', css: 'servers', load: () => import('../pages/servers.js') },
  { path: '/servers/new', title: 'Add a server', within: '/servers', needs: 'servers:write', css: 'definition', load: () => import('../pages/add-server.js') },
  { path: '/servers/:server/:tab?', title: 'Server', within: '/servers', needs: 'servers:read', css: 'server log events definition', load: () => import('../pages/server.js') },
  { path: '/tools/:server?/:tool?', title: 'Tools', key: 't', css: 'tools', icon: 'tool', group: '', needs: 'proxy:execute', load: () => import('../pages/tools.js') },
  { path: '/gateway', title: 'Gateway', key: 'g', css: 'gateway', icon: 'gateway', group: '', needs: 'proxy:read', load: () => import('../pages/gateway.js') },
  { path: '/events', title: 'Events', key: 'e', css: 'events', icon: 'event', group: '', needs: 'events:read', load: () => import('../pages/events.js') },
  { path: '/held-calls', title: 'Held calls', key: 'h', css: 'held-calls', icon: 'hand', group: 'Control', needs: 'proxy:read', load: () => import('../pages/held-calls.js') },
  { path: '/pins', title: 'Tool pins', key: 'p', css: 'pins', icon: 'pin', group: 'Control', needs: 'proxy:read', load: () => import('../pages/pins.js') },
  { path: '/rules', title: 'Rules', key: 'r', css: 'rules', icon: 'rule', group: 'Control', needs: 'proxy:read', load: () => import('../pages/rules.js') },
  { path: '/secrets', title: 'Secrets', key: 'k', icon: 'key', group: 'Control', needs: 'secrets:read', css: 'secrets', load: () => import('../pages/secrets.js') },
  { path: '/access/:tab?', title: 'Access', key: 'a', icon: 'people', group: 'Administration', needs: 'users:read', css: 'access', load: () => import('../pages/access.js') },
  { path: '/audit', title: 'Audit', key: 'u', icon: 'audit', group: 'Administration', needs: 'audit:read', css: 'audit', load: () => import('../pages/audit.js') },
  { path: '/system/:tab?', title: 'System', key: 'y', css: 'system', icon: 'system', group: 'Administration', needs: 'admin:full', load: () => import('../pages/system.js') },
  { path: '/profile', title: 'Profile', key: 'm', css: 'access profile', load: () => import('../pages/profile.js') },
  { path: '/styleguide', title: 'Style guide', css: 'styleguide', load: () => import('../pages/styleguide.js') },
];
